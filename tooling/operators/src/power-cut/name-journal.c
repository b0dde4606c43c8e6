/*
 * The undo journal of names: creations, renames, removals and directories, in the order in which they were made, for all processes.
 *
 * One line of text each in the file `names` of the journal directory, with paths below the tree:
 *
 *   create <path> · rename <from> <to> <saved> · unlink <path> <saved> · mkdir <path> · rmdir <path> <mode> <uid> <gid>
 *
 * separated by tabs. `<saved>` is a hard link in `saved/` to the file that loses its name, or `-`: it keeps content and inode until the
 * change is durable. The lock is held from before the line until after the change, so only the last line can be of a change that was
 * not made.
 */
#define _GNU_SOURCE
#include "unsynced.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMES "names"

static const char *below_tree(const char *full) {
  return full + strlen(unsynced_tree) + 1;
}

/* Returns the length before, to which `finish` cuts the journal after a change that failed. */
static off_t append(int names, const char *format, ...) {
  char line[3 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  off_t before = lseek(names, 0, SEEK_END);
  unsynced_write_all(names, line, (size_t)length);
  return before;
}

/* Ends a change: takes its line back if it failed, and unlocks. Returns `result` and keeps `errno`. */
static int finish(int names, off_t before, int result) {
  int error = errno;
  if (result < 0 && syscall(SYS_ftruncate, names, before) != 0) unsynced_fail("the journal of names cannot be cut");
  syscall(SYS_close, names);
  errno = error;
  return result;
}

/* Gives a file a second name in `saved/`, and writes it to `saved`; `-` when `full` is no file. */
static void save(int names, const char *full, char *saved) {
  char path[PATH_MAX + 64];
  struct stat file;
  strcpy(saved, "-");
  if (lstat(full, &file) != 0 || !S_ISREG(file.st_mode)) return;
  /* Unique until the journal is emptied, which removes all of them. */
  sprintf(saved, "%lld", (long long)lseek(names, 0, SEEK_END));
  snprintf(path, sizeof path, "%s/saved/%s", unsynced_journal, saved);
  syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (syscall(SYS_linkat, AT_FDCWD, full, AT_FDCWD, path, 0) != 0) unsynced_fail("a removed file cannot be kept");
}

int names_resolve(const char *path, char *full) {
  char parent[PATH_MAX];
  size_t tree = strlen(unsynced_tree);
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  int error = errno;
  if (tree == 0 || strlen(path) >= PATH_MAX) return 0;
  if (slash == NULL) strcpy(parent, ".");
  else snprintf(parent, sizeof parent, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  int inside = realpath(parent, full) != NULL && strncmp(full, unsynced_tree, tree) == 0 &&
               (full[tree] == '/' || full[tree] == '\0') && strlen(full) + strlen(name) + 2 < PATH_MAX;
  errno = error;
  if (inside) strcat(strcat(full, "/"), name);
  return inside;
}

int names_is_directory(int fd) {
  char link[64], path[PATH_MAX];
  struct stat file;
  size_t tree = strlen(unsynced_tree);
  if (tree == 0 || fstat(fd, &file) != 0 || !S_ISDIR(file.st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < (ssize_t)tree || strncmp(path, unsynced_tree, tree) != 0) return 0;
  return length == (ssize_t)tree || path[tree] == '/';
}

static void record_creation(int fd) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return;
  inode_journal_record(&journal, CHANGE_CREATE, 0, 0);
  inode_journal_end(&journal);
}

int names_open(const char *full, int flags, mode_t mode) {
  int names = unsynced_open_locked(NAMES);
  struct stat file;
  int is_new = (flags & O_CREAT) && lstat(full, &file) != 0;
  off_t before = is_new ? append(names, "create\t%s\n", below_tree(full)) : lseek(names, 0, SEEK_END);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, full, flags, mode);
  if (is_new && fd >= 0) record_creation(fd);
  return finish(names, before, fd);
}

int names_rename(const char *from, const char *to) {
  char saved[32];
  int names = unsynced_open_locked(NAMES);
  save(names, to, saved);
  off_t before = append(names, "rename\t%s\t%s\t%s\n", below_tree(from), below_tree(to), saved);
  return finish(names, before, (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int names_unlink(const char *full) {
  char saved[32];
  int names = unsynced_open_locked(NAMES);
  save(names, full, saved);
  off_t before = append(names, "unlink\t%s\t%s\n", below_tree(full), saved);
  return finish(names, before, (int)syscall(SYS_unlinkat, AT_FDCWD, full, 0));
}

int names_mkdir(const char *full, mode_t mode) {
  int names = unsynced_open_locked(NAMES);
  off_t before = append(names, "mkdir\t%s\n", below_tree(full));
  return finish(names, before, (int)syscall(SYS_mkdirat, AT_FDCWD, full, mode));
}

int names_rmdir(const char *full) {
  struct stat file = {0};
  int names = unsynced_open_locked(NAMES);
  lstat(full, &file);
  off_t before = append(names, "rmdir\t%s\t%o\t%u\t%u\n", below_tree(full), file.st_mode & 07777, file.st_uid, file.st_gid);
  return finish(names, before, (int)syscall(SYS_unlinkat, AT_FDCWD, full, AT_REMOVEDIR));
}

void names_clear(void) {
  char path[PATH_MAX + 64];
  int names = unsynced_open_locked(NAMES);
  if (syscall(SYS_ftruncate, names, 0) != 0) unsynced_fail("the journal of names cannot be emptied");
  snprintf(path, sizeof path, "%s/saved", unsynced_journal);
  DIR *saved = opendir(path);
  if (saved == NULL) unsynced_fail("the removed files cannot be listed");
  for (struct dirent *entry; (entry = readdir(saved)) != NULL;) {
    if (entry->d_name[0] != '.') syscall(SYS_unlinkat, dirfd(saved), entry->d_name, 0);
  }
  closedir(saved);
  syscall(SYS_close, names);
}
