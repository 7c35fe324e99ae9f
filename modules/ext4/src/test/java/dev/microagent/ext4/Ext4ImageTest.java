package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext4ImageTest {

  @TempDir Path dir;

  @Test
  void aSmallTree() throws IOException, InterruptedException {
    Path file = dir.resolve("x.ext4");
    try (Ext4Image image =
        Ext4Image.create(
            file,
            new Ext4Options(
                OptionalLong.empty(),
                new UUID(1, 2),
                new UUID(3, 4),
                Instant.ofEpochSecond(1700000000)))) {
      Attributes a = new Attributes(0755, 0, 0, Instant.ofEpochSecond(1700000000, 5));
      FileTree tree = new FileTree(image, a);
      ContentWriter w = image.open(10000);
      w.write(ByteBuffer.allocate(10000));
      tree.put(TreePath.parse("a/b/c"), new RegularFile(a, w.finish()));
      tree.put(TreePath.parse("a/l"), new Symlink(a, "b"));
      for (int i = 0; i < 60000; i++) {
        tree.put(TreePath.parse("many/file" + i), new Symlink(a, "b"));
      }
      image.finish(tree);
    }
    Process p =
        new ProcessBuilder("e2fsck", "-fn", file.toString()).redirectErrorStream(true).start();
    String out = new String(p.getInputStream().readAllBytes());
    assertThat(p.waitFor()).as(out).isZero();
    System.out.println(out);
  }
}
