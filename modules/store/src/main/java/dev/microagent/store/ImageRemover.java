package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Removes records, and baselines that nothing needs. What deletes files is planned first and then
 * carried out: nothing that wasn't in the plan is deleted, nor what was put to use meanwhile. Only
 * files under {@code images/rootfs}, symbolic links resolved, are ever deleted. Thread-safe, and
 * safe to use from many processes at once.
 *
 * <p>Whoever deletes a baseline has its lock, and drops its records before the file: stopped at any
 * point, no record is without its file, and a file without a record is there for the next prune.
 */
public final class ImageRemover {

  private final ImageIndex index;
  private final Baselines baselines;
  private final LayerCache layers;
  private final Workspaces workspaces;

  /**
   * @param layers without a limit, so that what is trimmed there is litter only
   * @param workspaces only their litter is removed, and records that they lack are made
   */
  ImageRemover(ImageIndex index, Baselines baselines, LayerCache layers, Workspaces workspaces) {
    this.index = index;
    this.baselines = baselines;
    this.layers = layers;
    this.workspaces = workspaces;
  }

  /**
   * Drops the records that a name matches; their files stay.
   *
   * @throws StoreException if it matches none, or the index is broken
   */
  public RemovalResult remove(String name) throws IOException {
    List<ImageRecord> removed = new ArrayList<>();
    List<ImageRecord> kept =
        index.keepOnly(images -> {
          removed.addAll(ImageSelector.selectForAll(images, name));
          return without(images, removed::contains);
        });
    return new RemovalResult(removed, List.of(), kept, List.of(), List.of());
  }

  /**
   * Plans the removal of the records that a name matches, and of the baselines that only they use.
   *
   * @throws StoreException if it matches none, or the index is broken
   */
  public Removal planRemove(String name) throws IOException {
    List<ImageRecord> images = index.list();
    List<ImageRecord> records = ImageSelector.selectForAll(images, name);
    Set<Path> files = baselinesOf(records);
    files.removeAll(baselinesOf(without(images, records::contains)));
    return plan(records, files);
  }

  /**
   * Carries out what {@link #planRemove} planned.
   *
   * @throws StoreException if somebody builds or reads a baseline that was to be deleted; nothing
   *     is changed then
   */
  public RemovalResult remove(Removal plan) throws IOException {
    try (Locks locks = lock(plan.files())) {
      if (!locks.busy.isEmpty()) {
        throw new StoreException(
            StoreException.Kind.IN_USE,
            locks.busy.getFirst().getFileName() + " is in use by another process");
      }
      List<ImageRecord> gone = new ArrayList<>();
      List<ImageRecord> kept =
          index.keepOnly(images -> {
            gone.addAll(images.stream().filter(image -> isIn(plan.records(), image)).toList());
            return without(images, gone::contains);
          });
      // Others may have come to use a file since it was planned to go.
      Set<Path> files = locks.held();
      files.removeAll(baselinesOf(kept));
      return delete(files, gone, kept, List.of());
    }
  }

  /**
   * Drops the records whose file is gone, and collects what dead processes left.
   *
   * @throws StoreException if the index is broken
   */
  public RemovalResult prune() throws IOException {
    workspaces.mendRecords();
    List<ImageRecord> removed = new ArrayList<>();
    List<ImageRecord> kept = index.keepOnly(images -> dropStale(images, removed));
    removeLitter();
    return new RemovalResult(removed, List.of(), kept, List.of(), List.of());
  }

  /**
   * Plans the removal of every baseline, of every record that points to one, and of the records
   * whose file is gone.
   *
   * @throws StoreException if the index is broken
   */
  public Removal planPrune() throws IOException {
    List<ImageRecord> records = new ArrayList<>();
    for (ImageRecord image : index.list()) {
      if (baselineOf(image) != null || isStale(image)) {
        records.add(image);
      }
    }
    Set<Path> files = baselinesOf(records);
    files.addAll(baselines.list());
    return plan(records, files);
  }

  /**
   * Carries out what {@link #planPrune} planned, and collects what dead processes left. Baselines
   * that somebody builds or reads stay, with their records.
   */
  public RemovalResult prune(Removal plan) throws IOException {
    workspaces.mendRecords();
    try (Locks locks = lock(plan.files())) {
      Set<Path> files = locks.held();
      List<ImageRecord> gone = new ArrayList<>();
      List<ImageRecord> kept =
          index.keepOnly(images -> {
            for (ImageRecord image : images) {
              Path baseline = baselineOf(image);
              if (baseline == null ? isStale(image) : files.contains(baseline)) {
                gone.add(image);
              }
            }
            return without(images, gone::contains);
          });
      RemovalResult result = delete(files, gone, kept, locks.busy);
      removeLitter();
      layers.removeParts();
      return result;
    }
  }

  private void removeLitter() throws IOException {
    baselines.removeLitter();
    layers.trim();
    workspaces.removeLitter();
  }

  /** Deletes files, and tells the records that went with one from those that had none. */
  private RemovalResult delete(
      Set<Path> files, List<ImageRecord> gone, List<ImageRecord> kept, List<Path> inUse)
      throws IOException {
    List<ImageRecord> removed = new ArrayList<>();
    List<ImageRecord> deleted = new ArrayList<>();
    for (ImageRecord image : gone) {
      Path baseline = baselineOf(image);
      (baseline != null && files.contains(baseline) ? deleted : removed).add(image);
    }
    for (Path file : files) {
      baselines.delete(file);
    }
    return new RemovalResult(removed, deleted, kept, List.copyOf(files), inUse);
  }

  private static Removal plan(List<ImageRecord> records, Collection<Path> files)
      throws IOException {
    long bytes = 0;
    List<Path> there = new ArrayList<>();
    for (Path file : files) {
      try {
        bytes += Files.size(file);
        there.add(file);
      } catch (NoSuchFileException e) {
        // Somebody else deleted it.
      }
    }
    return new Removal(records, there, bytes);
  }

  private static List<ImageRecord> dropStale(List<ImageRecord> images, List<ImageRecord> stale) {
    images.stream().filter(ImageRemover::isStale).forEach(stale::add);
    return without(images, stale::contains);
  }

  /** Whether a record's file is known to be gone, rather than out of reach. */
  private static boolean isStale(ImageRecord image) {
    return Files.notExists(image.outputPath());
  }

  private static List<ImageRecord> without(
      List<ImageRecord> images, Predicate<ImageRecord> removed) {
    return images.stream().filter(removed.negate()).toList();
  }

  /** Whether a record is one of those planned to go; its last use may have changed since. */
  private static boolean isIn(List<ImageRecord> planned, ImageRecord image) {
    return planned.stream()
        .anyMatch(other ->
            other.hasNameOf(image)
                && other.digest().equals(image.digest())
                && other.outputPath().equals(image.outputPath()));
  }

  private Set<Path> baselinesOf(List<ImageRecord> images) throws IOException {
    Set<Path> files = new TreeSet<>();
    for (ImageRecord image : images) {
      Path baseline = baselineOf(image);
      if (baseline != null) {
        files.add(baseline);
      }
    }
    return files;
  }

  /** The real path of a record's file if it's a baseline that is there; null otherwise. */
  private @Nullable Path baselineOf(ImageRecord image) throws IOException {
    try {
      Path real = image.outputPath().toRealPath();
      return baselines.holds(real) ? real : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private Locks lock(List<Path> files) throws IOException {
    Locks locks = new Locks();
    try {
      for (Path file : files) {
        LockFile lock = baselines.tryLock(file);
        if (lock == null) {
          locks.busy.add(file);
        } else {
          locks.byFile.put(file, lock);
        }
      }
      return locks;
    } catch (Throwable e) {
      locks.close();
      throw e;
    }
  }

  /** The locks of the baselines that are to be deleted. */
  private static final class Locks implements AutoCloseable {

    final Map<Path, LockFile> byFile = new LinkedHashMap<>();
    final List<Path> busy = new ArrayList<>();

    /** The files, in the order of the plan. */
    Set<Path> held() {
      return new LinkedHashSet<>(byFile.keySet());
    }

    @Override
    public void close() throws IOException {
      for (LockFile lock : byFile.values()) {
        lock.close();
      }
    }
  }
}
