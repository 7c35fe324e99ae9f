package dev.microagent.tar;

/**
 * What is wrong with an archive, thrown by code that doesn't know where in the archive it is;
 * {@link TarReader} turns it into a {@link TarException}, which says where.
 */
final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedException(String problem) {
    super(problem);
  }

  MalformedException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
