package dev.microagent.rootfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the guest's command, in numbers.
 *
 * @param groups supplementary ones
 * @param home null where it isn't known
 */
record GuestUser(long uid, long gid, List<Long> groups, @Nullable String home) {

  /** The largest number of a user or group; the one after it means "unchanged" to the kernel. */
  private static final long MAX_ID = (1L << 32) - 2;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

  GuestUser {
    groups = List.copyOf(groups);
  }

  /** A line of passwd(5). */
  private record Account(String name, long uid, long gid, String home) {

    static Optional<Account> parse(String line) {
      String[] fields = line.split(":", -1);
      // Images made by hand often leave out the end of a line.
      return fields.length >= 4 && isId(fields[2]) && isId(fields[3])
          ? Optional.of(
              new Account(
                  fields[0],
                  Long.parseLong(fields[2]),
                  Long.parseLong(fields[3]),
                  fields.length > 5 ? fields[5] : ""))
          : Optional.empty();
    }
  }

  /** A line of group(5). */
  private record Group(String name, long gid, List<String> members) {

    static Optional<Group> parse(String line) {
      String[] fields = line.split(":", -1);
      return fields.length >= 3 && isId(fields[2])
          ? Optional.of(
              new Group(
                  fields[0],
                  Long.parseLong(fields[2]),
                  fields.length > 3 ? List.of(fields[3].split(",")) : List.of()))
          : Optional.empty();
    }
  }

  /**
   * Looks a user up as container engines do. A name or number of a user whom the image knows brings
   * that user's group, home and supplementary groups; a group after the colon takes the place of
   * all groups. What looks like a number is one, and one that the image doesn't know is taken as it
   * is.
   *
   * @param text {@code user[:group]}, each a name or a number; empty for root
   * @param passwd the image's passwd(5)
   * @param group the image's group(5)
   * @throws GuestConfigException if the image knows no such name
   */
  static GuestUser resolve(String text, String passwd, String group) throws GuestConfigException {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    String wantedGroup = colon < 0 ? "" : text.substring(colon + 1);
    List<Account> accounts = passwd.lines().map(Account::parse).flatMap(Optional::stream).toList();
    List<Group> groups = group.lines().map(Group::parse).flatMap(Optional::stream).toList();

    String name = user.isEmpty() ? "0" : user;
    Optional<Account> account =
        isId(name)
            ? first(accounts, it -> it.uid() == Long.parseLong(name))
            : first(accounts, it -> it.name().equals(name));
    if (account.isEmpty() && !isId(name)) {
      throw new GuestConfigException("user '%s' is not in the image's /etc/passwd".formatted(name));
    }
    long uid = account.map(Account::uid).orElseGet(() -> Long.parseLong(name));
    String home = account.map(Account::home).filter(it -> it.startsWith("/")).orElse(null);
    if (!wantedGroup.isEmpty()) {
      return new GuestUser(uid, gid(wantedGroup, groups), List.of(), home);
    }
    long gid = account.map(Account::gid).orElse(0L);
    List<Long> supplementary = new ArrayList<>();
    if (account.isPresent()) {
      String member = account.get().name();
      groups.stream()
          .filter(it -> it.members().contains(member))
          .map(Group::gid)
          .distinct()
          .forEach(supplementary::add);
    }
    return new GuestUser(uid, gid, supplementary, home);
  }

  private static long gid(String name, List<Group> groups) throws GuestConfigException {
    if (isId(name)) {
      return Long.parseLong(name);
    }
    return first(groups, it -> it.name().equals(name))
        .map(Group::gid)
        .orElseThrow(() ->
            new GuestConfigException(
                "group '%s' is not in the image's /etc/group".formatted(name)));
  }

  private static <T> Optional<T> first(List<T> lines, Predicate<T> wanted) {
    return lines.stream().filter(wanted).findFirst();
  }

  private static boolean isId(String text) {
    return NUMBER.matcher(text).matches() && Long.parseLong(text) <= MAX_ID;
  }
}
