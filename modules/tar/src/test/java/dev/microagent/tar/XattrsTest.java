package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes in PAX records. */
class XattrsTest {

  @Test
  void schilyValuesAreRawBytes() throws IOException {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c);
    }
    SortedMap<String, byte[]> xattrs =
        xattrs(
            "SCHILY.xattr.user.z=a=b\nc=d\n",
            "SCHILY.xattr.user.all=" + all,
            "SCHILY.xattr.user.empty=");
    assertThat(xattrs.keySet()).containsExactly("user.all", "user.empty", "user.z");
    assertThat(xattrs.get("user.z")).isEqualTo(TarBuilder.latin1("a=b\nc=d\n"));
    assertThat(xattrs.get("user.all")).isEqualTo(TarBuilder.latin1(all.toString()));
    assertThat(xattrs.get("user.empty")).isEmpty();
  }

  @Test
  void schilyKeysAreRawBytes() throws IOException {
    assertThat(xattrs("SCHILY.xattr.user.caf\u00e9 \n%3D\u00ff=x").keySet())
        .containsExactly("user.caf\u00e9 \n%3D\u00ff");
  }

  @Test
  void libarchiveIsEncoded() throws IOException {
    SortedMap<String, byte[]> xattrs =
        xattrs(
            "LIBARCHIVE.xattr.user.a%3Db%25%e9=aGVsbG8=",
            "LIBARCHIVE.xattr.user.unpadded=aGVsbG8", "LIBARCHIVE.xattr.user.empty=");
    assertThat(xattrs.keySet()).containsExactly("user.a=b%\u00e9", "user.empty", "user.unpadded");
    assertThat(xattrs.get("user.a=b%\u00e9")).isEqualTo(TarBuilder.latin1("hello"));
    assertThat(xattrs.get("user.unpadded")).isEqualTo(TarBuilder.latin1("hello"));
  }

  @Test
  void schilyBeatsLibarchive() throws IOException {
    String schily = "SCHILY.xattr.user.a=schily";
    String libarchive = "LIBARCHIVE.xattr.user.a=b3RoZXI=";
    assertThat(xattrs(schily, libarchive).get("user.a")).isEqualTo(TarBuilder.latin1("schily"));
    assertThat(xattrs(libarchive, schily).get("user.a")).isEqualTo(TarBuilder.latin1("schily"));
  }

  @Test
  void globalAttributes() throws IOException {
    byte[] archive =
        new TarBuilder()
            .pax('g', "SCHILY.xattr.user.g=1", "SCHILY.xattr.user.h=2")
            .pax("SCHILY.xattr.user.g=", "SCHILY.xattr.user.h=3", "SCHILY.xattr.user.l=")
            .file("a", "")
            .file("b", "")
            .end();
    List<Archive.Item> items = Archive.read(archive);
    SortedMap<String, byte[]> first = items.getFirst().entry().xattrs();
    assertThat(first.keySet()).containsExactly("user.h", "user.l");
    assertThat(first.get("user.h")).isEqualTo(TarBuilder.latin1("3"));
    assertThat(items.getLast().entry().xattrs().keySet()).containsExactly("user.g", "user.h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCHILY.xattr.=x",
        "LIBARCHIVE.xattr.=aGVsbG8=",
        "LIBARCHIVE.xattr.user.a=not base64!",
        "LIBARCHIVE.xattr.user.a=aGVsbG8==",
        "LIBARCHIVE.xattr.user.%=aGVsbG8=",
        "LIBARCHIVE.xattr.user.%4=aGVsbG8=",
        "LIBARCHIVE.xattr.user.%zz=aGVsbG8=",
        "LIBARCHIVE.xattr.user.%00=aGVsbG8="
      })
  void badAttributes(String record) {
    assertThatThrownBy(() -> xattrs(record))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("extended attribute");
  }

  private static SortedMap<String, byte[]> xattrs(String... records) throws IOException {
    return Archive.readOne(new TarBuilder().pax(records).file("x", "").end()).entry().xattrs();
  }
}
