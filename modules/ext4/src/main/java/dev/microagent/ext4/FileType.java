package dev.microagent.ext4;

import dev.microagent.filetree.Device;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;

/** The two ways in which ext4 writes a file's type. */
final class FileType {

  /** Type of a directory in a directory entry. */
  static final byte DIRECTORY = 2;

  /** Type of a directory in an inode's mode. */
  static final int DIRECTORY_MODE = 0x4000;

  private FileType() {}

  /** As in a directory entry (feature filetype). */
  static byte ofEntry(Inode inode) {
    return switch (inode) {
      case RegularFile _ -> 1;
      case Directory _ -> DIRECTORY;
      case Device device -> (byte) (device.kind() == Device.Kind.CHARACTER ? 3 : 4);
      case Fifo _ -> 5;
      case Socket _ -> 6;
      case Symlink _ -> 7;
    };
  }

  /** As in the upper four bits of an inode's mode. */
  static int ofMode(Inode inode) {
    return switch (inode) {
      case Fifo _ -> 0x1000;
      case Device device -> device.kind() == Device.Kind.CHARACTER ? 0x2000 : 0x6000;
      case Directory _ -> DIRECTORY_MODE;
      case RegularFile _ -> 0x8000;
      case Symlink _ -> 0xA000;
      case Socket _ -> 0xC000;
    };
  }
}
