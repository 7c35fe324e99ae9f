/** Reading tar archives: ustar, PAX and GNU. */
@org.jspecify.annotations.NullMarked
module dev.microagent.tar {
  requires static org.jspecify;

  exports dev.microagent.tar;
}
