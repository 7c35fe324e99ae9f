package dev.microagent.registry.http;

import static dev.microagent.registry.http.ScriptedServer.hangsUpAfter;
import static dev.microagent.registry.http.ScriptedServer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of heads and bodies, right ones and wrong ones. */
@Timeout(20)
class FramingTest {

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Has nothing after it, so that what is wrong is found before the end is. */
  private static <E extends IOException> E failure(Class<E> type, ScriptedServer.Answer answer)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(answer);
        HttpClient client = Clients.patient()) {
      return assertThatExceptionOfType(type)
          .isThrownBy(() -> Clients.text(client, server))
          .actual();
    }
  }

  /** Reads an answer and sees whether its connection is of further use. */
  private static String reusable(String answer) throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(says(answer), says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        HttpClient client = Clients.patient()) {
      String text = Clients.text(client, server);
      assertThat(Clients.text(client, server)).isEmpty();
      assertThat(server.connections()).isEqualTo(1);
      return text;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "5;name=value;other=\"quoted\"\r\nabcde\r\n0;last\r\n\r\n",
        "005 \r\nabcde\r\n000\r\nTrailer: a\r\nAnother: b\r\n\r\n",
        "5\nabcde\n0\n\n"
      })
  void readsChunks(String body) throws Exception {
    assertThat(reusable(CHUNKED + body)).isEqualTo("abcde");
  }

  @Test
  void readsNoChunks() throws Exception {
    assertThat(reusable(CHUNKED + "0\r\n\r\n")).isEmpty();
  }

  @Test
  void readsSizesInHexadecimal() throws Exception {
    String text = "x".repeat(0xaB);
    assertThat(reusable(CHUNKED + "aB\r\n" + text + "\r\n0\r\n\r\n")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'s3cr3t\r\nabc\r\n', a chunk without a size",
    "'-1\r\nabc\r\n', a chunk without a size",
    "'0x3\r\nabc\r\n', a chunk without a size",
    "'\r\n', a chunk without a size",
    "'8000000000000000\r\nabc\r\n', a chunk without a size",
    "'3\r\nabcd\r\n0\r\n\r\n', a chunk without an end",
  })
  void refusesBadChunks(String body, String why) throws Exception {
    assertThat(failure(ProtocolException.class, says(CHUNKED + body))).hasMessage(why);
  }

  @Test
  void refusesEndlessChunkLinesAndTrailers() throws Exception {
    assertThat(failure(ProtocolException.class, says(CHUNKED + "1;" + "x".repeat(9000) + "\r\n")))
        .hasMessage("too long a line");
    assertThat(failure(ProtocolException.class, says(CHUNKED + "0\r\n" + "A: b\r\n".repeat(200))))
        .hasMessage("too long a trailer");
  }

  @ParameterizedTest
  @CsvSource({
    "'', it ended before the last chunk",
    "'3', it ended before the last chunk",
    "'3\r\nab', it ended within a chunk",
    "'3\r\nabc', it ended before the last chunk",
    "'3\r\nabc\r\n', it ended before the last chunk",
    "'3\r\nabc\r\n0\r\n', it ended before the last chunk",
  })
  void tellsOfCutChunks(String body, String why) throws Exception {
    assertThat(failure(EOFException.class, hangsUpAfter(CHUNKED + body))).hasMessage(why);
  }

  @Test
  void tellsHowMuchOfALengthCame() throws Exception {
    assertThat(
            failure(
                EOFException.class,
                hangsUpAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd")))
        .hasMessage("it ended after 4 of 10 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4, 5",
        "Content-Length: -4",
        "Content-Length: +4",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity\r\nContent-Length: 4",
      })
  void refusesUnclearEnds(String fields) throws Exception {
    assertThat(
            failure(
                ProtocolException.class, says("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\nabcde")))
        .message()
        .isIn("not a length", "a transfer coding that nobody asked for");
  }

  @Test
  void takesTheSameLengthTwice() throws Exception {
    assertThat(reusable("HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nab"))
        .isEqualTo("ab");
  }

  @Test
  void readsToTheConnectionsEnd() throws Exception {
    String text = "x".repeat(300_000);
    try (ScriptedServer server =
            new ScriptedServer(hangsUpAfter("HTTP/1.1 200 OK\r\n\r\n" + text));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void knowsAnswersWithoutBody(String status) throws Exception {
    assertThat(reusable("HTTP/1.1 " + status + "\r\nContent-Length: 7\r\n\r\n")).isEmpty();
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    String answers =
        String.join(
            "\r\n",
            "HTTP/1.1 100 Continue",
            "",
            "HTTP/1.1 103 Early Hints",
            "Content-Length: 9",
            "",
            "HTTP/1.1 200 OK",
            "Content-Length: 2",
            "",
            "ab");
    assertThat(reusable(answers)).isEqualTo("ab");
  }

  @Test
  void readsFields() throws Exception {
    // UTF-8 has bytes that a regular expression takes for the end of a line.
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 299",
            "Content-Length: 0",
            "A:b",
            "NAME: \t a  b\t ",
            "name:",
            "Title: \u00c3\u0085",
            "",
            "");
    try (ScriptedServer server = new ScriptedServer(says(head));
        HttpClient client = Clients.patient()) {
      HttpResponse response = client.send(Clients.get(server));
      response.body().close();
      assertThat(response.status()).isEqualTo(299);
      assertThat(response.address()).isEqualTo(server.address("/"));
      assertThat(response.headers().firstValue("a")).contains("b");
      assertThat(response.headers().allValues("Name")).isEqualTo(List.of("a  b", ""));
      assertThat(response.headers().firstValue("title")).contains("\u00c3\u0085");
      assertThat(response.headers().firstValue("none")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'s3cr3t\r\n\r\n', not a status line",
    "'\r\n', not a status line",
    "'HTTP/2 200 s3cr3t\r\n\r\n', not a status line",
    "'HTTP/1.1 2000 s3cr3t\r\n\r\n', not a status line",
    "'HTTP/1.1 099 s3cr3t\r\n\r\n', not a status line",
    "'HTTP/1.1 200 OK\r\ns3cr3t\r\n\r\n', not a field line",
    "'HTTP/1.1 200 OK\r\n: s3cr3t\r\n\r\n', not a field line",
    "'HTTP/1.1 200 OK\r\ns3cr3t : a\r\n\r\n', not a field line",
    "'HTTP/1.1 200 OK\r\nA: s3cr3t\rB: c\r\n\r\n', not a field line",
    "'HTTP/1.1 200 OK\r\nA: b\r\n s3cr3t\r\n\r\n', not a field line",
  })
  void quotesNothingThatIsNotAHead(String head, String why) throws Exception {
    assertThat(failure(ProtocolException.class, says(head))).hasMessage(why).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A: s3cr3t\r\n", "\r\nHTTP/1.1 100 Continue\r\n", "s3cr3t"})
  void refusesEndlessHeads(String part) throws Exception {
    assertThat(
            failure(ProtocolException.class, says("HTTP/1.1 103 Hints\r\n" + part.repeat(60_000))))
        .hasMessage("too long a line");
  }

  /** Milliseconds, where it isn't the square of the length. */
  @Test
  @Timeout(10)
  void refusesLongBlanksInNoTime() throws Exception {
    String line = "A: a" + " ".repeat(250_000) + "b\rc\r\n";
    assertThat(failure(ProtocolException.class, says("HTTP/1.1 200 OK\r\n" + line)))
        .hasMessage("not a field line");
  }
}
