/** The file tree of an image, which layers fill and file system writers read. */
@org.jspecify.annotations.NullMarked
module dev.microagent.filetree {
  requires static org.jspecify;

  exports dev.microagent.filetree;
}
