package dev.microagent.bindings.isal;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.microagent.bindings.isal.Libisal.Calls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * Decodes raw deflate data (RFC 1951) by {@code isal_inflate}. Owns the library's state, 85 KiB
 * outside the heap; {@link #close} frees it. Used by the thread that made it.
 */
public final class IsalInflater implements AutoCloseable {

  /** {@code struct inflate_state} of igzip_lib.h, on 64-bit Linux, since version 2.23 of 2018. */
  static final StructLayout STATE =
      structLayout(
          ADDRESS.withName("next_out"),
          JAVA_INT.withName("avail_out"),
          paddingLayout(4),
          ADDRESS.withName("next_in"),
          paddingLayout(8),
          JAVA_INT.withName("avail_in"),
          JAVA_INT.withName("read_in_length"),
          paddingLayout(21_120),
          JAVA_INT.withName("block_state"),
          paddingLayout(66_204));

  /** igzip_lib.h: ISAL_BLOCK_FINISH, the state after the end of a stream. */
  static final int BLOCK_FINISH = 5;

  /** igzip_lib.h: ISAL_NEED_DICT, the only positive result that can't be gone on from. */
  static final int NEED_DICT = 6;

  static final int INVALID_BLOCK = -1;
  static final int INVALID_SYMBOL = -2;
  static final int INVALID_LOOKBACK = -3;

  private static final long NEXT_OUT = offset("next_out");
  private static final long AVAIL_OUT = offset("avail_out");
  private static final long NEXT_IN = offset("next_in");
  private static final long AVAIL_IN = offset("avail_in");
  private static final long READ_IN_LENGTH = offset("read_in_length");
  private static final long BLOCK_STATE = offset("block_state");

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state;
  private boolean closed;

  /** To be called after {@link #verify}. Begins a stream. */
  public IsalInflater() {
    this.state = arena.allocate(STATE);
    reset();
  }

  private static long offset(String name) {
    return STATE.byteOffset(PathElement.groupElement(name));
  }

  /**
   * Makes sure that the library is there, and is what it is taken for.
   *
   * @throws IsalException if not; the message says what to install
   */
  public static void verify() throws IsalException {
    Libisal.verify();
    if (!Check.PASSED) {
      throw new IsalException(Libisal.NAME + " does not inflate as ISA-L does", null);
    }
  }

  /** Begins another stream. */
  public void reset() {
    Calls.inflateInit(state);
  }

  /**
   * Decodes until the input is used up, the output is full, or the stream ends. A full output may
   * leave decoded bytes behind that come with the next call, whose input has to go on in the same
   * buffer then, where this call left its position.
   *
   * @param in direct; what is used of it is consumed
   * @param out direct; takes the decoded bytes
   * @return whether the stream has ended; what is behind it is left in the input
   * @throws IsalException if the data are corrupt; only {@link #reset} and {@link #close} may
   *     follow
   */
  public boolean inflate(ByteBuffer in, ByteBuffer out) throws IsalException {
    if (!in.isDirect() || !out.isDirect()) {
      throw new IllegalArgumentException("both buffers must be direct");
    }
    // As numbers: to set an address the JVM would make one more class first.
    state.set(JAVA_LONG, NEXT_IN, MemorySegment.ofBuffer(in).address());
    state.set(JAVA_INT, AVAIL_IN, in.remaining());
    state.set(JAVA_LONG, NEXT_OUT, MemorySegment.ofBuffer(out).address());
    state.set(JAVA_INT, AVAIL_OUT, out.remaining());
    int result = Calls.inflate(state);
    if (result < 0 || result == NEED_DICT) {
      throw new IsalException(text(result), result);
    }
    boolean ended = state.get(JAVA_INT, BLOCK_STATE) == BLOCK_FINISH;
    // Whole bytes that it looked ahead; only later versions give them back themselves.
    int unused = ended ? state.get(JAVA_INT, READ_IN_LENGTH) / Byte.SIZE : 0;
    in.position(in.limit() - state.get(JAVA_INT, AVAIL_IN) - unused);
    out.position(out.limit() - state.get(JAVA_INT, AVAIL_OUT));
    return ended;
  }

  private static String text(int result) {
    return switch (result) {
      case INVALID_BLOCK -> "invalid block";
      case INVALID_SYMBOL -> "invalid code";
      case INVALID_LOOKBACK -> "invalid distance too far back";
      case NEED_DICT -> "a dictionary is needed";
      default -> "inflating failed";
    };
  }

  /** Frees the state. Has no effect when called again. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }

  /** Tries a stream of one byte, with a byte that follows it. */
  private static final class Check {

    static final boolean PASSED = passed();

    private Check() {}

    private static boolean passed() {
      ByteBuffer in = ByteBuffer.allocateDirect(4).put(new byte[] {0x4b, 0x04, 0x00, 0x7f}).flip();
      ByteBuffer out = ByteBuffer.allocateDirect(4);
      try (IsalInflater inflater = new IsalInflater()) {
        return inflater.inflate(in, out)
            && in.remaining() == 1
            && out.position() == 1
            && out.get(0) == 'a';
      } catch (IsalException | IllegalArgumentException e) {
        return false;
      }
    }
  }
}
