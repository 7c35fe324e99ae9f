package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which paths are there after some layers; the rules of the image specification's layer.md. */
class OverlayRulesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource({"replacing", "whiteouts", "opaqueDirectories", "links", "paths"})
  void overlay(String rule, List<Tar> layers, String expected) throws IOException {
    Merging merged = Merging.of(layers.toArray(new Tar[0]));

    assertThat(merged.paths()).containsExactlyInAnyOrder(expected.split(" ", -1));
    // Whatever is no longer in the tree gave its space back, and nothing else did.
    assertThat(merged.contents.live())
        .isEqualTo((int) merged.paths().stream().filter(path -> path.contains("=")).count());
  }

  private static Tar tar() {
    return new Tar();
  }

  private static Arguments rule(String name, Object... layersAndExpected) {
    List<Tar> layers = new ArrayList<>();
    for (int i = 0; i < layersAndExpected.length - 1; i++) {
      layers.add((Tar) layersAndExpected[i]);
    }
    return arguments(name, layers, layersAndExpected[layersAndExpected.length - 1]);
  }

  static Stream<Arguments> replacing() {
    return Stream.of(
        rule("the last of two entries counts", tar().file("a", "1").file("a", "2"), "a=2"),
        rule("an upper file replaces", tar().file("a", "1"), tar().file("a", "2"), "a=2"),
        rule(
            "a directory over a directory keeps what is in it",
            tar().dir("d").file("d/x", "1"),
            tar().dir("d").file("d/y", "2"),
            "d/ d/x=1 d/y=2"),
        rule(
            "a file over a directory takes all of it",
            tar().dir("d").dir("d/e").file("d/e/x", "1"),
            tar().file("d", "2"),
            "d=2"),
        rule(
            "a directory over a file",
            tar().file("a", "1"),
            tar().dir("a").file("a/x", "2"),
            "a/ a/x=2"),
        rule(
            "a directory over a symlink to a directory",
            tar().dir("t").file("t/keep", "1").symlink("s", "t"),
            tar().dir("s").file("s/new", "2"),
            "s/ s/new=2 t/ t/keep=1"),
        rule(
            "a symlink over a directory",
            tar().dir("t").dir("d").file("d/x", "1"),
            tar().symlink("d", "t"),
            "d->t t/"),
        rule(
            "a file over a symlink leaves the target alone",
            tar().file("t", "1").symlink("s", "t"),
            tar().file("s", "2"),
            "s=2 t=1"),
        rule("a device over a file", tar().file("a", "1"), tar().character("a", 5, 1), "a#5:1"),
        rule("a file over a FIFO", tar().fifo("a"), tar().file("a", "1"), "a=1"),
        rule(
            "a lower file in the way of a directory that is only implied",
            tar().file("a", "1"),
            tar().file("a/x", "2"),
            "a/ a/x=2"));
  }

  static Stream<Arguments> whiteouts() {
    Tar lower = tar().dir("d").file("d/a", "1").file("d/b", "2").dir("d/e").file("d/e/x", "3");
    return Stream.of(
        rule("a file", lower, tar().file("d/.wh.a", ""), "d/ d/b=2 d/e/ d/e/x=3"),
        rule("a whole directory", lower, tar().file(".wh.d", ""), tar().dir("f"), "f/"),
        rule(
            "of a name that isn't there, in directories that aren't",
            tar().file("n/m/.wh.x", ""),
            "n/ n/m/"),
        rule(
            "before a file of its own layer", lower, tar().file(".wh.d", "").file("d", "4"), "d=4"),
        rule("after a file of its own layer", lower, tar().file("d", "4").file(".wh.d", ""), "d=4"),
        rule(
            "before a directory of its own layer",
            lower,
            tar().file(".wh.d", "").dir("d").file("d/n", "4"),
            "d/ d/n=4"),
        rule(
            "after a directory of its own layer",
            lower,
            tar().dir("d").file("d/n", "4").file(".wh.d", ""),
            "d/ d/n=4"),
        rule(
            "of a directory that its own layer put something into",
            lower,
            tar().file("d/e/n", "4").file(".wh.d", ""),
            "d/ d/e/ d/e/n=4"),
        rule(
            "and the name comes back in a later layer",
            lower,
            tar().file(".wh.d", ""),
            tar().file("d", "4"),
            "d=4"),
        rule(
            "of one of two hard links",
            tar().file("a", "1").hard("b", "a"),
            tar().file(".wh.a", ""),
            "b=1"),
        rule(
            "of both hard links",
            tar().file("a", "1").hard("b", "a").dir("d"),
            tar().file(".wh.a", "").file(".wh.b", ""),
            "d/"),
        rule(
            "of a symlink, not of what it leads to",
            tar().file("t", "1").symlink("s", "t"),
            tar().file(".wh.s", ""),
            "t=1"),
        rule(
            "through a symlinked directory",
            tar().dir("t").file("t/a", "1").symlink("s", "t"),
            tar().file("s/.wh.a", ""),
            "s->t t/"),
        rule(
            "below a lower file does nothing",
            tar().file("a", "1"),
            tar().file("a/.wh.x", ""),
            "a=1"),
        rule("whatever type it has", lower, tar().symlink(".wh.d", "x").dir("f"), "f/"),
        rule("content is ignored", lower, tar().file(".wh.d", "text").dir("f"), "f/"),
        rule(
            "names that only look like one",
            tar().file(".wh", "1").file("wh.x", "2").file("x.wh.y", "3"),
            tar().dir("d"),
            ".wh=1 d/ wh.x=2 x.wh.y=3"),
        rule(
            "of no name, of . and of ..",
            tar().dir("d").file("d/a", "1"),
            tar().file("d/.wh.", "").file("d/.wh..", "").file("d/.wh...", ""),
            "d/ d/a=1"),
        rule(
            "AUFS metadata is ignored, and what lies in it",
            tar().file(".wh..wh.aufs", "").dir(".wh..wh.plnk").file(".wh..wh.plnk/1.2", "x"),
            tar().dir("d").dir("d/.wh..wh.orph"),
            "d/"));
  }

  static Stream<Arguments> opaqueDirectories() {
    Tar lower = tar().dir("d").file("d/a", "1").dir("d/e").file("d/e/x", "2").file("f", "3");
    String opaque = "d/.wh..wh..opq";
    return Stream.of(
        rule("alone", lower, tar().file(opaque, ""), "d/ f=3"),
        rule(
            "before its own layer's files",
            lower,
            tar().dir("d").file(opaque, "").file("d/n", "4"),
            "d/ d/n=4 f=3"),
        rule(
            "after its own layer's files",
            lower,
            tar().dir("d").file("d/n", "4").file("d/a", "5").file(opaque, ""),
            "d/ d/a=5 d/n=4 f=3"),
        rule(
            "after its own layer's files in a directory below",
            lower,
            tar().file("d/e/n", "4").file(opaque, "").file("d/late", "5"),
            "d/ d/e/ d/e/n=4 d/late=5 f=3"),
        rule("at the root", lower, tar().file("n", "4").file(".wh..wh..opq", ""), "n=4"),
        rule(
            "of a directory that isn't there",
            lower,
            tar().file("n/.wh..wh..opq", ""),
            "n/ f=3 d/ d/a=1 d/e/ d/e/x=2"),
        rule(
            "through a symlink",
            tar().dir("t").file("t/a", "1").symlink("s", "t"),
            tar().file("s/.wh..wh..opq", ""),
            "s->t t/"));
  }

  static Stream<Arguments> links() {
    return Stream.of(
        rule(
            "across layers: the new name keeps the old content",
            tar().file("a", "1"),
            tar().hard("b", "a"),
            tar().file(".wh.a", ""),
            "b=1"),
        rule(
            "to an absolute target",
            tar().dir("d").file("d/a", "1").fifo("p").hard("q", "/p"),
            "d/ d/a=1 p| q|"),
        rule("to a symlink", tar().symlink("s", "t").hard("h", "s"), "h->t s->t"),
        rule("to itself", tar().file("a", "1").hard("a", "a"), "a=1"),
        rule(
            "below directories only implied",
            tar().fifo("a").hard("n/m/b", "a"),
            "a| n/ n/m/ n/m/b|"),
        rule(
            "over a directory that holds its target",
            tar().dir("d").file("d/a", "1").hard("d", "d/a"),
            "d=1"),
        rule(
            "over another link of the same inode",
            tar().fifo("a").hard("b", "a"),
            tar().hard("b", "a"),
            "a| b|"),
        rule(
            "through a symlinked directory",
            tar().dir("t").fifo("t/a").symlink("s", "t").hard("s/b", "s/a"),
            "s->t t/ t/a| t/b|"),
        rule(
            "broken up by an upper layer",
            tar().fifo("a").hard("b", "a"),
            tar().file("b", "1"),
            "a| b=1"));
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        rule(
            "slashes and dots",
            tar().dir("./").file("/etc//./a", "1").file("./b/", ""),
            "etc/ etc/a=1 b/"),
        rule(
            ".. stops at the root",
            tar().file("../../../etc/a", "1").file("x/../b", "2"),
            "etc/ etc/a=1 b=2"),
        rule(
            "a symlinked parent, as in /var/run",
            tar().dir("run").dir("var").symlink("var/run", "/run"),
            tar().file("var/run/pid", "1"),
            "run/ run/pid=1 var/ var/run->/run"),
        rule(
            "a symlinked parent past the root",
            tar().dir("a").symlink("a/up", "../../../../b").dir("b"),
            tar().file("a/up/x", "1"),
            "a/ a/up->../../../../b b/ b/x=1"),
        rule(
            "a dangling symlinked parent",
            tar().symlink("s", "t/u"),
            tar().file("s/x", "1"),
            "s->t/u t/ t/u/ t/u/x=1"),
        rule(
            "a read-only directory takes children",
            tar().mode(0).dir("d").file("d/x", "1"),
            "d/ d/x=1"),
        rule(
            "odd names",
            tar().file("\\x2d\\", "1").file("caf\u00e9", "2").file("\u0001\n\u00ff", "3"),
            "\\x2d\\=1 caf\u00e9=2 \u0001\n\u00ff=3"),
        rule("a layer without entries", tar(), tar().dir("d"), tar(), "d/"));
  }
}
