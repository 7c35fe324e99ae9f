package dev.microagent.workspace;

import dev.microagent.ext4.ImageCopy;
import dev.microagent.oci.ImageReference;
import dev.microagent.rootfs.BaselineConfig;
import dev.microagent.rootfs.BaselinePuller;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.rootfs.GuestRootfs;
import dev.microagent.rootfs.PullListener;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.RootfsBuilder;
import dev.microagent.store.BaselineLease;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.JsonText;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import dev.microagent.store.WorkspaceBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes, lists and deletes workspaces. Thread-safe, and safe to use from many processes at once.
 */
public final class WorkspaceManager {

  private final StateDirectory state;
  private final InstantSource clock;

  /** A manager of the workspaces in a state directory. */
  public WorkspaceManager(StateDirectory state) {
    this(state, InstantSource.system());
  }

  WorkspaceManager(StateDirectory state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
  }

  /**
   * Says how a workspace would come by its root file system, without making it. Nothing is fetched
   * and nothing written.
   *
   * @throws StoreException if the image is neither known nor a reference, or known by a name of its
   *     own here but not for that platform, or there is a workspace of that name
   */
  public WorkspacePlan plan(WorkspaceRequest request) throws IOException {
    // Takes no lock: the answer may be another when it comes to it.
    state.workspaces().requireFree(request.name());
    // What is wrong with a disk is better known before anything is fetched.
    GuestOptions guest = request.guestWithDisks();
    requireOwnDisks(request);
    Optional<ImageRecord> recorded = recorded(request);
    ImageReference source =
        ImageReference.parse(recorded.map(ImageRecord::resolvedRef).orElse(request.image()));
    return new WorkspacePlan(way(request, guest, recorded), source, recorded.orElse(null));
  }

  private WorkspacePlan.Way way(
      WorkspaceRequest request, GuestOptions guest, Optional<ImageRecord> recorded)
      throws IOException {
    if (!guest.disks().isEmpty()) {
      // Where a disk is mounted, the image's whole tree has a say.
      return WorkspacePlan.Way.BUILD;
    }
    if (!guest.needBaking()) {
      return isUsable(request, recorded) ? WorkspacePlan.Way.CLONE : WorkspacePlan.Way.PULL;
    }
    try {
      return isUsable(request, recorded) ? WorkspacePlan.Way.BAKE : WorkspacePlan.Way.BUILD;
    } catch (StoreException e) {
      // A build needs nothing of a baseline of which it isn't known how it was made.
      return WorkspacePlan.Way.BUILD;
    }
  }

  private boolean isUsable(WorkspaceRequest request, Optional<ImageRecord> recorded)
      throws IOException {
    return recorded.isPresent() && !request.making().isParticular() && boots(recorded.get());
  }

  /** The record that a request's image has here for its platform. */
  private Optional<ImageRecord> recorded(WorkspaceRequest request) throws IOException {
    List<ImageRecord> matching;
    try {
      matching = state.index().match(request.image());
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.NO_SUCH_IMAGE && isReference(request.image())) {
        return Optional.empty();
      }
      throw e;
    }
    // What the image's own registry calls so may have become another one since a workspace was
    // made.
    boolean pullable = matching.stream().anyMatch(image -> isCalled(image, request.image()));
    Optional<ImageRecord> found =
        request.platform().runnable().stream()
            .flatMap(platform ->
                matching.stream()
                    .filter(image -> image.platform().normalized().equals(platform))
                    .filter(image -> !pullable || image.workspace().isEmpty()))
            .findFirst();
    if (found.isEmpty() && !pullable) {
      // Elsewhere the same name may be somebody else's image.
      throw StoreException.onlyFor(
          request.image(), matching.stream().map(ImageRecord::platform).distinct().toList());
    }
    return found;
  }

  /** Whether a name is what an image is called where it came from, rather than here alone. */
  private static boolean isCalled(ImageRecord image, String name) {
    try {
      ImageReference wanted = ImageReference.parse(name);
      ImageReference recorded = ImageReference.parse(image.imageRef());
      return wanted.canonical().equals(image.resolvedRef())
          || (wanted.canonical().equals(recorded.canonical())
              && recorded.resolved(image.digest()).equals(image.resolvedRef()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isReference(String image) {
    try {
      ImageReference.parse(image);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a record's file is a baseline that is there, and has what it takes to boot. */
  private boolean boots(ImageRecord image) throws IOException {
    if (image.workspace().isPresent()) {
      return false;
    }
    Optional<Map<String, Object>> facts;
    try {
      if (Files.size(image.outputPath()) != image.sizeBytes()) {
        return false;
      }
      facts = state.baselines().provenance(image.outputPath().toRealPath());
    } catch (NoSuchFileException e) {
      return false;
    }
    return facts
        .filter(known -> known.containsKey("guest_init"))
        .filter(known ->
            Integer.valueOf(RootfsBuilder.FORMAT_VERSION).equals(known.get("format_version")))
        .isPresent();
  }

  /**
   * Makes a workspace, all of it or nothing, and records it in the index.
   *
   * @throws StoreException if there is one of that name
   * @throws IOException if the image can't be had, or the root file system not be made
   */
  public Workspace create(WorkspaceRequest request, PullListener listener) throws IOException {
    WorkspacePlan plan = plan(request);
    try (WorkspaceBuild build = state.workspaces().begin(request.name())) {
      GuestRootfs made =
          switch (plan.way()) {
            case CLONE, PULL -> copy(request, plan, build, listener);
            case BAKE -> bake(request, plan, build, listener);
            case BUILD -> build(request, plan, build, listener);
          };
      ImageRecord record =
          new ImageRecord(
                  made.imageRef(),
                  made.resolvedRef(),
                  made.digest(),
                  made.platform(),
                  build.rootfs(),
                  Files.size(build.temporaryPath()),
                  clock.instant())
              .ofWorkspace(request.name());
      Workspace workspace = Workspace.of(request, plan, record);
      Optional<BootGuide> boot = workspace.boot();
      if (boot.isPresent()) {
        build.write(BootGuide.FIRECRACKER_FILE, JsonText.write(boot.get().firecracker()));
      }
      build.publish(workspace.toJson(), record);
      return workspace;
    }
  }

  private GuestRootfs copy(
      WorkspaceRequest request, WorkspacePlan plan, WorkspaceBuild build, PullListener listener)
      throws IOException {
    ImageRecord recorded = plan.recorded();
    if (plan.way() == WorkspacePlan.Way.CLONE
        && recorded != null
        && copyIfThere(recorded, build, Change.NONE)) {
      return copyOf(recorded);
    }
    GuestInits inits = request.making().guestInits().required();
    PullRequest pull = pullRequest(request, plan.source(), inits);
    ImageRecord pulled = new BaselinePuller(state).pull(pull, listener).record();
    copy(pulled, build, Change.NONE);
    if (recorded != null && recorded.workspace().isEmpty() && !request.making().isParticular()) {
      // Else its name would lead to what is of no use, and it would be pulled every time.
      state.index().repoint(recorded, pulled);
    }
    return copyOf(recorded == null ? pulled : recorded);
  }

  private GuestRootfs bake(
      WorkspaceRequest request, WorkspacePlan plan, WorkspaceBuild build, PullListener listener)
      throws IOException {
    ImageRecord recorded = Objects.requireNonNull(plan.recorded());
    Change configure = rootfs -> BaselineConfig.replace(rootfs, request.guest());
    if (copyIfThere(recorded, build, configure)) {
      return copyOf(recorded);
    }
    Files.deleteIfExists(build.temporaryPath());
    return build(request, plan, build, listener);
  }

  /** What is done to the copy of a baseline. */
  @FunctionalInterface
  private interface Change {

    /** Changes nothing. */
    Change NONE = _ -> true;

    /** Says whether the copy will do. */
    boolean apply(Path rootfs) throws IOException;
  }

  /** As {@link #copy}; a baseline that isn't there any more won't do. */
  private boolean copyIfThere(ImageRecord baseline, WorkspaceBuild build, Change change)
      throws IOException {
    try {
      return copy(baseline, build, change);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.MISSING_FILE) {
        throw e;
      }
      // Somebody pruned it since it was looked at.
      return false;
    }
  }

  /** Copies a baseline, and changes the copy; says whether that will do. */
  private boolean copy(ImageRecord baseline, WorkspaceBuild build, Change change)
      throws IOException {
    try (BaselineLease lease = state.baselines().hold(baseline.outputPath())) {
      boolean usable;
      try {
        usable = copy(lease.path(), build.temporaryPath(), change);
      } catch (IOException e) {
        if (!StateDirectory.isOutOfSpace(e)) {
          throw e;
        }
        // What is cached can be had again: it must not take the space that a workspace needs.
        Files.deleteIfExists(build.temporaryPath());
        state.layerCache(0).trim();
        usable = copy(lease.path(), build.temporaryPath(), change);
      }
      if (usable) {
        state.index().used(baseline, clock.instant());
      }
      return usable;
    }
  }

  private static boolean copy(Path baseline, Path rootfs, Change change) throws IOException {
    ImageCopy.copy(baseline, rootfs);
    return change.apply(rootfs);
  }

  private GuestRootfs build(
      WorkspaceRequest request, WorkspacePlan plan, WorkspaceBuild build, PullListener listener)
      throws IOException {
    PullRequest pull = pullRequest(request, plan.source(), request.making().guestInits());
    GuestRootfs made = GuestRootfs.build(state, pull, request.guestWithDisks(), build, listener);
    ImageRecord recorded = plan.recorded();
    return recorded == null
        ? made
        : new GuestRootfs(recorded.imageRef(), made.resolvedRef(), made.digest(), made.platform());
  }

  private static GuestRootfs copyOf(ImageRecord image) {
    return new GuestRootfs(image.imageRef(), image.resolvedRef(), image.digest(), image.platform());
  }

  private static PullRequest pullRequest(
      WorkspaceRequest request, ImageReference source, GuestInits inits) {
    WorkspaceRequest.Making making = request.making();
    return new PullRequest(
        source,
        request.platform(),
        making.sizeMib(),
        making.source(),
        making.layers(),
        making.mke2fs(),
        inits);
  }

  /** A baseline is for all: no guest may write to it. */
  private void requireOwnDisks(WorkspaceRequest request) throws IOException {
    for (AttachedDisk disk : request.disks()) {
      if (!disk.readOnly() && state.baselines().have(disk.file())) {
        throw new GuestConfigException(
            "disk %s: %s is an image's root file system, which can only be attached read-only"
                .formatted(disk.name(), disk.file()));
      }
    }
  }

  /**
   * All workspaces, by name.
   *
   * @param broken told of each whose record can't be understood
   */
  public List<Workspace> list(Consumer<StoreException> broken) throws IOException {
    state.workspaces().mendRecords();
    List<Workspace> workspaces = new ArrayList<>();
    for (String name : state.workspaces().names()) {
      try {
        workspaces.add(find(name));
      } catch (StoreException e) {
        // Somebody may have deleted it meanwhile.
        if (e.kind() != StoreException.Kind.NO_SUCH_WORKSPACE) {
          broken.accept(e);
        }
      }
    }
    return workspaces;
  }

  /**
   * One workspace.
   *
   * @throws StoreException if there is none of that name, or its record can't be understood
   */
  public Workspace find(String name) throws IOException {
    return Workspace.read(state.workspaces(), name);
  }

  /**
   * Deletes a workspace, its root file system and its record in the index.
   *
   * @throws StoreException if there is none of that name
   */
  public void delete(String name) throws IOException {
    state.workspaces().delete(name);
  }
}
