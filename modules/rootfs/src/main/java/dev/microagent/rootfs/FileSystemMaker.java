package dev.microagent.rootfs;

import dev.microagent.ext4.Ext4Image;
import dev.microagent.ext4.Ext4Options;
import dev.microagent.ext4.Ext4Writer;
import dev.microagent.ext4.Mke2fs;
import dev.microagent.ext4.StagedImage;
import dev.microagent.store.FileBuild;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a baseline's file system.
 *
 * @param mke2fs a program that was given for it; where null, it is this one
 */
record FileSystemMaker(@Nullable Mke2fs mke2fs) {

  /**
   * The one that a request wants.
   *
   * @throws IOException if the program that it names isn't one
   */
  static FileSystemMaker of(PullRequest request) throws IOException {
    return new FileSystemMaker(request.mke2fs() == null ? null : Mke2fs.find(request.mke2fs()));
  }

  /** Begins an image file. */
  Ext4Writer begin(FileBuild build, Ext4Options options) throws IOException {
    return mke2fs == null
        ? build.create(file -> Ext4Image.create(file, options))
        : StagedImage.create(
            build.temporaryPath(), build.createStagingDirectory(), mke2fs, options);
  }

  /** What of it decides a baseline's bytes, as parts of its key. */
  List<String> keyParts() {
    return mke2fs == null ? List.of() : List.of("mke2fs", mke2fs.version(), mke2fs.sha256());
  }

  /** What is recorded of it. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", mke2fs == null ? "microagent" : "microagent with mke2fs");
    json.put("version", Provenance.version());
    if (mke2fs != null) {
      json.put("mke2fs_version", mke2fs.version());
      json.put("mke2fs_digest", "sha256:" + mke2fs.sha256());
    }
    return json;
  }
}
