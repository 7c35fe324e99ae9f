package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import tools.jackson.jr.ob.JSON;

/**
 * One user of a state directory that others use at the same time. After each step the names that
 * only this one gives away and removes must be as it left them: those that point to a workspace's
 * own file always, those that point to a baseline unless another worker pruned it.
 */
final class SoakWorker implements Callable<Void> {

  private enum Step {
    PULL,
    TAG,
    UNTAG,
    TAG_OWNED,
    UNTAG_OWNED,
    RM,
    RM_DELETE,
    RM_DIGEST,
    PRUNE,
    PRUNE_DELETE,
    PRUNE_UNASKED,
    INSPECT,
    VERIFY,
    CREATE,
    BUILD,
    DELETE,
    WORKSPACES
  }

  /** The steps in the proportion in which they are taken. */
  private static final List<Step> STEPS;

  static {
    List<Step> steps = new ArrayList<>(Arrays.asList(Step.values()));
    steps.addAll(List.of(Step.PULL, Step.PULL, Step.TAG, Step.TAG_OWNED, Step.VERIFY));
    STEPS = List.copyOf(steps);
  }

  private static final Set<String> NONE = Set.of();
  private static final Set<String> GONE = Set.of("not-found");
  private static final Set<String> GONE_OR_USED = Set.of("not-found", "in-use");
  private static final Set<String> GONE_MEANWHILE = Set.of("not-found", "missing-file");
  private static final Set<String> UNASKED = Set.of("confirmation-needed");

  private static final int UNCONFIRMED = 3;

  private static final Set<String> TAKEN = Set.of("exists");
  private static final Set<String> MISSING = Set.of("missing-file");

  /** Few, so that they are given and taken away often. */
  private static final int NAMES = 3;

  private final String prefix;
  private final String boxes;
  private final Microagent microagent;
  private final List<String> images;
  private final String owned;
  private final Path workspace;
  private final SoakHistory history;
  private final long end;
  private final Random random;

  /** The workspaces that this one made. */
  private final Set<String> workspaces = new TreeSet<>();

  /** Names of the workspace's own file. */
  private final Set<String> ownedNames = new TreeSet<>();

  /** Names of baselines, and when each was seen last. */
  private final Map<String, Long> baselineNames = new HashMap<>();

  /**
   * @param images what all workers pull and remove
   * @param owned the name of a workspace's own file
   * @param end when to stop, in the time of {@link System#nanoTime}
   */
  SoakWorker(
      int number,
      Microagent microagent,
      List<String> images,
      String owned,
      Path workspace,
      SoakHistory history,
      long end) {
    this.prefix = "local/worker" + number;
    this.boxes = "worker" + number + "-";
    this.microagent = microagent;
    // Every other worker pulls one image only, so that several are at it at the same time.
    this.images = number % 2 == 0 ? images : images.subList(0, 1);
    this.owned = owned;
    this.workspace = workspace;
    this.history = history;
    this.end = end;
    this.random = new Random(number);
  }

  @Override
  public Void call() throws Exception {
    List<Step> steps = new ArrayList<>();
    while (System.nanoTime() < end) {
      if (steps.isEmpty()) {
        steps.addAll(STEPS);
        Collections.shuffle(steps, random);
      }
      take(steps.removeLast());
      look();
    }
    return null;
  }

  private void take(Step step) throws Exception {
    String image = images.get(random.nextInt(images.size()));
    String baselineName = prefix + ":baseline" + random.nextInt(NAMES);
    String ownedName = prefix + ":owned" + random.nextInt(NAMES);
    String box = box(random.nextInt(NAMES));
    switch (step) {
      case PULL -> {
        String size = random.nextBoolean() ? "32" : "48";
        run(NONE, "pull", "--quiet", "--size-mib", size, image);
      }
      case TAG -> {
        long begin = System.nanoTime();
        if (run(GONE, "tag", image, baselineName)) {
          baselineNames.put(baselineName, begin);
        }
      }
      case UNTAG -> {
        if (run(GONE_OR_USED, "rm", "--delete", "--yes", baselineName)) {
          baselineNames.remove(baselineName);
        }
      }
      case TAG_OWNED -> {
        run(NONE, "tag", owned, ownedName);
        ownedNames.add(ownedName);
      }
      case UNTAG_OWNED -> {
        boolean there = ownedNames.remove(ownedName);
        run(there ? NONE : GONE, "rm", "--delete", "--yes", ownedName);
      }
      case RM -> run(GONE, "rm", image);
      case RM_DELETE -> run(GONE_OR_USED, "rm", "--delete", "--yes", image);
      case RM_DIGEST -> run(GONE_OR_USED, "rm", "--delete", "--yes", digitsOf(image));
      case PRUNE -> run(NONE, "prune");
      case PRUNE_DELETE -> run(NONE, "prune", "--delete", "--yes");
      case PRUNE_UNASKED -> run(UNASKED, "prune", "--delete");
      case INSPECT -> run(GONE_MEANWHILE, "inspect", image);
      case VERIFY -> run(GONE_MEANWHILE, "verify", image);
      // Others may prune the baseline before it is copied.
      case CREATE -> create(box, MISSING, "--image", image);
      case BUILD -> create(box, NONE, "--image", image, "--size-mib", "32", "--env", "A=b");
      case DELETE -> {
        boolean there = workspaces.remove(box);
        runBare(there ? NONE : GONE, "delete", box, "--yes");
      }
      case WORKSPACES -> assertThat(listed()).isEqualTo(workspaces);
    }
  }

  private String box(int number) {
    return boxes + number;
  }

  private void create(String box, Set<String> errors, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("create", box));
    command.addAll(List.of(options));
    boolean there = workspaces.contains(box);
    if (runBare(there ? TAKEN : errors, command.toArray(String[]::new))) {
      workspaces.add(box);
    }
  }

  /** This worker's workspaces, as {@code list} has them. */
  private Set<String> listed() throws Exception {
    Result result = microagent.run("list", "--json");
    assertThat(result.code()).as(result.err()).isZero();
    Set<String> names = new TreeSet<>();
    for (Object entry : (List<?>) JSON.std.mapFrom(result.out()).get("workspaces")) {
      names.add(((Map<?, ?>) entry).get("name").toString());
    }
    names.removeIf(name -> !name.startsWith(boxes));
    return names;
  }

  /** The first digits of an image's digest; any where it isn't recorded. */
  private String digitsOf(String image) throws Exception {
    return State.list(microagent).records().stream()
        .filter(entry -> entry.get("image_ref").equals(image))
        .map(entry -> entry.get("digest").toString().substring("sha256:".length()))
        .findFirst()
        .orElse("0".repeat(64))
        .substring(0, 12);
  }

  /** Looks whether the names of this worker are as it left them. */
  private void look() throws Exception {
    long begin = System.nanoTime();
    State state = State.list(microagent);
    Set<String> names = new HashSet<>(state.names());
    assertThat(names).contains(owned);
    assertThat(names.stream().filter(name -> name.startsWith(prefix + ":owned")))
        .containsExactlyInAnyOrderElementsOf(ownedNames);
    assertThat(state.records().stream().filter(entry -> ownedNames.contains(name(entry))))
        .allMatch(entry -> state.file(entry).equals(workspace));
    assertThat(
            state.records().stream()
                .map(entry -> String.valueOf(entry.get("workspace")))
                .filter(name -> name.startsWith(boxes)))
        .containsExactlyInAnyOrderElementsOf(workspaces);
    assertThat(names.stream().filter(name -> name.startsWith(prefix + ":baseline")))
        .isSubsetOf(baselineNames.keySet());
    for (Iterator<Map.Entry<String, Long>> each = baselineNames.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<String, Long> entry = each.next();
      if (names.contains(entry.getKey())) {
        entry.setValue(begin);
      } else {
        history.lost(entry.getKey(), entry.getValue(), System.nanoTime());
        each.remove();
      }
    }
  }

  /**
   * Runs a command to its end, good or with one of some errors.
   *
   * @return whether it ended well
   */
  private boolean run(Set<String> errors, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("images"));
    arguments.addAll(List.of(command));
    return runBare(errors, arguments.toArray(String[]::new));
  }

  private boolean runBare(Set<String> errors, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--json"));
    arguments.addAll(List.of(command));
    boolean images = command[0].equals("images");
    String verb = command[images ? 1 : 0];
    long begin = System.nanoTime();
    Result result = microagent.run(arguments.toArray(String[]::new));
    if (result.code() == 0) {
      if (images) {
        assertThat(result.err()).as("%s", arguments).isEmpty();
        tellRemoved(result.out(), begin);
      }
      history.count(verb);
      return true;
    }
    String told = "%s: %d, %s".formatted(arguments, result.code(), result.err());
    String code = code(result.err());
    assertThat(code).as(told).isIn(errors);
    assertThat(result.code()).as(told).isEqualTo(errors.equals(UNASKED) ? UNCONFIRMED : 1);
    assertThat(result.out()).as(told).isEmpty();
    history.count(verb + ": " + code);
    return false;
  }

  /** Tells the others what rm or prune said that it removed. */
  private void tellRemoved(String out, long begin) throws IOException {
    Map<String, Object> answer = JSON.std.mapFrom(out);
    for (String list : List.of("removed", "deleted")) {
      for (Object entry : (List<?>) answer.getOrDefault(list, List.of())) {
        history.removed(name((Map<?, ?>) entry), begin, System.nanoTime());
      }
    }
  }

  private static String name(Map<?, ?> entry) {
    return entry.get("image_ref").toString();
  }

  private static String code(String err) throws IOException {
    return ((Map<?, ?>) JSON.std.mapFrom(err).get("error")).get("code").toString();
  }
}
