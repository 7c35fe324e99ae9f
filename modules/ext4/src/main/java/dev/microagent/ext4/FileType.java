package dev.microagent.ext4;

import dev.microagent.filetree.Device;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;

/** A file's type, and the two ways in which ext4 writes it. */
enum FileType {
  REGULAR_FILE(1, 0x8000),
  DIRECTORY(2, 0x4000),
  CHARACTER_DEVICE(3, 0x2000),
  BLOCK_DEVICE(4, 0x6000),
  FIFO(5, 0x1000),
  SOCKET(6, 0xC000),
  SYMLINK(7, 0xA000);

  private final byte inEntry;
  private final int inMode;

  FileType(int inEntry, int inMode) {
    this.inEntry = (byte) inEntry;
    this.inMode = inMode;
  }

  static FileType of(Inode inode) {
    return switch (inode) {
      case RegularFile _ -> REGULAR_FILE;
      case Directory _ -> DIRECTORY;
      case Device device ->
          device.kind() == Device.Kind.CHARACTER ? CHARACTER_DEVICE : BLOCK_DEVICE;
      case Fifo _ -> FIFO;
      case Socket _ -> SOCKET;
      case Symlink _ -> SYMLINK;
    };
  }

  /** As in a directory entry (feature filetype). */
  byte inEntry() {
    return inEntry;
  }

  /** As in the upper four bits of an inode's mode. */
  int inMode() {
    return inMode;
  }
}
