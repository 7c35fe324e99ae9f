package dev.microagent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws how far a pull is: a line for each layer that is under way, then one for the whole.
 *
 * @param image what is pulled
 * @param width columns of the terminal
 * @param colours whether colours may be used
 */
record PullView(String image, int width, boolean colours) {

  /** Layers that are shown at a time: the area must fit on a small terminal. */
  static final int MAX_LAYERS = 8;

  private static final int MAX_BAR = 24;

  /** A bar narrower than that says less than the numbers beside it. */
  private static final int MIN_BAR = 8;

  private static final String GREEN = "\033[32m";
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private static final String GAP = "  ";

  /** The lines, none of them wider than the terminal. */
  List<String> lines(PullState state) {
    return switch (state.phase()) {
      case RESOLVING -> List.of(cut("resolving " + SafeText.of(image)));
      case WAITING -> List.of(cut("waiting for another pull of " + SafeText.of(image)));
      case LAYERS -> layers(state);
      case WRITING ->
          List.of(
              cut(
                  "writing file system"
                      + GAP
                      + ByteCount.text(state.decoded())
                      + " of layers unpacked"));
    };
  }

  private List<String> layers(PullState state) {
    List<String> lines = new ArrayList<>();
    state.layers().stream()
        .filter(layer -> layer.fetched() > 0 && !layer.done())
        .limit(MAX_LAYERS)
        .forEach(layer -> lines.add(layer(layer)));
    lines.add(total(state));
    return lines;
  }

  /** The bars of all layers are equally long, whatever the numbers beside them. */
  private String layer(PullState.Layer layer) {
    String amounts =
        String.format(
            Locale.ROOT,
            "%9s of %9s",
            ByteCount.text(layer.fetched()),
            ByteCount.text(layer.size()));
    String unpacked =
        String.format(Locale.ROOT, "%s%9s unpacked", GAP, ByteCount.text(layer.decoded()));
    int room = width - 1 - length(layer.name() + GAP + GAP + amounts);
    if (room < MIN_BAR) {
      return cut(layer.name() + GAP + amounts);
    }
    boolean all = room - length(unpacked) >= MIN_BAR;
    int columns = Math.min(all ? room - length(unpacked) : room, MAX_BAR);
    return layer.name()
        + GAP
        + bar(layer.fetched(), layer.size(), columns)
        + GAP
        + amounts
        + (all ? unpacked : "");
  }

  private String total(PullState state) {
    StringBuilder line = new StringBuilder();
    line.append(state.layersDone()).append(" of ").append(state.layers().size());
    line.append(state.layers().size() == 1 ? " layer" : " layers");
    long left = state.size() - state.fetched();
    if (left > 0) {
      line.append(GAP).append(ByteCount.text(state.fetched()));
      line.append(" of ").append(ByteCount.text(state.size()));
      if (state.bytesPerSecond() >= 1) {
        line.append(GAP).append(ByteCount.text((long) state.bytesPerSecond())).append("/s");
        line.append(GAP).append(duration(left / state.bytesPerSecond())).append(" left");
      }
    } else {
      line.append(GAP).append("all fetched, ").append(ByteCount.text(state.decoded()));
      line.append(" unpacked");
    }
    return cut(line.toString());
  }

  private String bar(long done, long all, int columns) {
    double share = all <= 0 ? 1 : Math.clamp((double) done / all, 0, 1);
    int full = (int) (share * columns);
    String left = "━".repeat(full);
    String right = "─".repeat(columns - full);
    return colours ? GREEN + left + PLAIN + DIM + right + PLAIN : left + right;
  }

  /** Such as {@code 45s}, {@code 3m 20s} and {@code 2h 5m}. */
  static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    if (whole < 60) {
      return whole + "s";
    }
    return whole < 3600
        ? whole / 60 + "m " + whole % 60 + "s"
        : whole / 3600 + "h " + whole % 3600 / 60 + "m";
  }

  /** The last column stays free: some terminals wrap when it is written to. */
  private String cut(String line) {
    return length(line) < width ? line : line.substring(0, line.offsetByCodePoints(0, width - 1));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
