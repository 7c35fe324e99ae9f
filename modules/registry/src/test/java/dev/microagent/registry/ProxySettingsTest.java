package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microagent.registry.http.HttpProxy;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

  private static boolean proxied(ProxySettings settings, String address) {
    return settings.proxy(URI.create(address)) != null;
  }

  @ParameterizedTest
  @CsvSource({
    "'', https://r.example.org, true",
    "*, https://r.example.org, false",
    "example.org, https://r.example.org, false",
    ".example.org, https://r.example.org, false",
    "*.example.org, https://r.example.org, false",
    "example.org, https://EXAMPLE.org, false",
    "example.org, https://badexample.org, true",
    "'a.org, example.org', https://example.org, false",
    "example.org:443, https://example.org, false",
    "example.org:5000, https://example.org, true",
    "10.1.2.3, https://10.1.2.3:5000, false",
    "10.1.2.3:5000, https://10.1.2.3:5000, false",
    "10.0.0.0/9, https://10.127.0.1, false",
    "10.0.0.0/9, https://10.128.0.1, true",
    "0.0.0.0/0, https://10.128.0.1, false",
    "10.0.0.0/33, https://10.0.0.0, true",
    "10.0.0.0/x, https://10.0.0.0, true",
    "fd00::/8, 'https://[fd12::1]:5000', false",
    "fd12::1, 'https://[fd12::1]', false",
    "'[fd12::1]:443', 'https://[fd12::1]', false",
    "10.0.0.0/8, 'https://[fd12::1]', true",
    "'', http://localhost:5000, false",
    "'', https://127.0.0.5, false",
    "'', 'https://[::1]:1', false",
  })
  void leavesHostsOut(String noProxy, String address, boolean proxied) {
    ProxySettings settings =
        ProxySettings.of(
            Map.of("HTTPS_PROXY", "http://p:3128", "HTTP_PROXY", "http://p", "NO_PROXY", noProxy));
    assertThat(proxied(settings, address)).isEqualTo(proxied);
  }

  @Test
  void tellsSchemesApartAndPrefersLowerCase() {
    ProxySettings settings =
        ProxySettings.of(Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "u:p%40+@low:2"));
    String authorization = "Basic " + Base64.getEncoder().encodeToString("u:p@+".getBytes(UTF_8));
    assertThat(settings.proxy(URI.create("https://r.org")))
        .isEqualTo(new HttpProxy("low", 2, authorization));
    assertThat(settings.proxy(URI.create("http://r.org"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://u:secret@p:1",
        "http://u:secret@",
        "http://u:sec ret@p",
        "http://u:secret@p:65536"
      })
  void refusesOtherAddressesWithoutShowingThem(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProxySettings.of(Map.of("HTTPS_PROXY", value)))
        .withMessageStartingWith("HTTPS_PROXY is not a proxy's address")
        .matches(e -> !String.valueOf(e.getMessage()).contains("sec"));
  }
}
