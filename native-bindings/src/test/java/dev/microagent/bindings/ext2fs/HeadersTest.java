package dev.microagent.bindings.ext2fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from the headers of libext2fs is what a C compiler finds there. */
class HeadersTest {

  private static Map<String, Long> c;

  @BeforeAll
  static void compile(@TempDir Path directory) throws Exception {
    c = CProgram.run("ext2fs.c", "ext2fs/ext2fs.h", "libext2fs-dev", directory);
  }

  @Test
  void everyMemberOfTheHandleLiesWhereTheHeaderHasIt() {
    assertSame("struct_ext2_filsys", Layouts.FILSYS);
    // Later versions append members that Java doesn't use.
    assertThat(Layouts.FILSYS.byteSize()).isLessThanOrEqualTo(c("sizeof(struct_ext2_filsys)"));
  }

  @Test
  void everyMemberOfTheSuperblockLiesWhereTheHeaderHasIt() {
    assertSame("ext2_super_block", Layouts.SUPERBLOCK);
    assertThat(Layouts.SUPERBLOCK.byteSize()).isEqualTo(c("sizeof(ext2_super_block)"));
  }

  private static void assertSame(String struct, StructLayout layout) {
    for (MemoryLayout member : layout.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        String name = member.name().orElseThrow();
        assertThat(Layouts.offset(layout, name)).as(name).isEqualTo(c(struct + "." + name));
        assertThat(member.byteSize())
            .as("size of %s", name)
            .isEqualTo(c(struct + "." + name + ".size"));
      }
    }
  }

  @Test
  void flagsOfTheLibraryAreThoseOfTheHeader() {
    assertThat(Ext2Filesystem.FLAG_64BITS).isEqualTo((int) c("EXT2_FLAG_64BITS"));
    assertThat(Ext2Filesystem.FLAG_RW).isEqualTo((int) c("EXT2_FLAG_RW"));
    assertThat(Ext2Filesystem.FLUSH_NO_SYNC).isEqualTo((int) c("EXT2_FLAG_FLUSH_NO_SYNC"));
    assertThat(Ext2Filesystem.LAZY_JOURNAL)
        .isEqualTo((int) c("EXT2_MKJOURNAL_LAZYINIT | EXT2_MKJOURNAL_NO_MNT_CHECK"));
    assertThat(Ext2Filesystem.BG_INODE_UNINIT).isEqualTo((short) c("EXT2_BG_INODE_UNINIT"));
    assertThat(Ext2Filesystem.BG_BLOCK_UNINIT).isEqualTo((short) c("EXT2_BG_BLOCK_UNINIT"));
    assertThat(Ext2Filesystem.BG_INODE_ZEROED).isEqualTo((short) c("EXT2_BG_INODE_ZEROED"));
    assertThat(Ext2Filesystem.ROOT_INODE).isEqualTo((int) c("EXT2_ROOT_INO"));
    assertThat(Ext2Filesystem.FILE_NOT_FOUND).isEqualTo(c("EXT2_ET_FILE_NOT_FOUND"));
    assertThat(Ext2File.FILE_WRITE).isEqualTo((int) c("EXT2_FILE_WRITE"));
  }

  @Test
  void featuresAreThoseOfTheHeader() {
    assertThat(Superblocks.FEATURE_COMPAT)
        .isEqualTo(
            (int)
                c(
                    "EXT3_FEATURE_COMPAT_HAS_JOURNAL | EXT2_FEATURE_COMPAT_EXT_ATTR |"
                        + " EXT2_FEATURE_COMPAT_RESIZE_INODE | EXT2_FEATURE_COMPAT_DIR_INDEX"));
    assertThat(Superblocks.FEATURE_INCOMPAT)
        .isEqualTo(
            (int)
                c(
                    "EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_EXTENTS |"
                        + " EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG"));
    assertThat(Superblocks.FEATURE_RO_COMPAT)
        .isEqualTo(
            (int)
                c(
                    "EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE |"
                        + " EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_DIR_NLINK |"
                        + " EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |"
                        + " EXT4_FEATURE_RO_COMPAT_METADATA_CSUM"));
  }

  @Test
  void otherValuesOfTheSuperblockAreThoseOfTheHeader() {
    assertThat(Superblocks.REVISION).isEqualTo((int) c("EXT2_DYNAMIC_REV"));
    assertThat(Superblocks.DEFAULT_MOUNT_OPTIONS)
        .isEqualTo((int) c("EXT2_DEFM_XATTR_USER | EXT2_DEFM_ACL"));
    assertThat(Superblocks.ERRORS).isEqualTo((short) c("EXT2_ERRORS_CONTINUE"));
    assertThat(Superblocks.HASH_VERSION).isEqualTo((byte) c("EXT2_HASH_HALF_MD4"));
    assertThat(Superblocks.FLAGS).isEqualTo((int) c("EXT2_FLAGS_SIGNED_HASH"));
    assertThat(Superblocks.CHECKSUM_TYPE).isEqualTo((byte) c("EXT2_CRC32C_CHKSUM"));
  }

  private static long c(String name) {
    assertThat(c).as("ext2fs.c").containsKey(name);
    return c.get(name);
  }
}
