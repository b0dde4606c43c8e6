/*
 * A library for LD_PRELOAD that lets the files of one directory tree be put back as a power cut would leave them: without
 * anything that no sync has followed. UNSYNCED_TREE names the tree, UNSYNCED_JOURNAL a directory on the same file system with the
 * directories `inodes` and `saved`, writable for the account of the processes. Without them the library changes nothing. UNSYNCED_DELAY
 * makes each sync take so many microseconds longer, as on a slow disk: more cuts come while a sync is waited for.
 *
 * Before each change it writes what undoes it to a journal; a sync empties the journal of what it makes durable. After all processes
 * have been killed, `undo-unsynced.ts` undoes what is left.
 *
 * The model:
 *  - Content and size of a file are durable after fsync or fdatasync of that file, or a write through O_SYNC or O_DSYNC. The sync is
 *    done in earnest, so that it takes the time that it takes; nothing is durable before it has returned.
 *  - Names (create, rename, unlink, mkdir, rmdir) are one ordered log, as ext4 and XFS keep it. A prefix of it survives: never a
 *    rename without the creation before it. What makes a prefix durable is fsync of any file or directory of the tree, and fdatasync
 *    of a file that is new or has another size than at its last sync. POSIX and btrfs promise less: there, fsync of one file says
 *    nothing of the names of others.
 *  - Owner, mode and times of a file are always kept.
 *  - What goes through fopen is seen when it is opened, not as it is written: until a sync, the whole file is what it was before.
 *
 * Memory maps and asynchronous I/O are not seen; PostgreSQL 18 writes its data through neither. The interposed functions are those
 * that `postgres` imports; `preload-library.ts` compares them. System calls are made directly, so no function here reaches another one
 * of this library by accident.
 */
#define _GNU_SOURCE
#include "unsynced.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Copies: PostgreSQL writes its process title over the environment. */
char unsynced_tree[PATH_MAX];
char unsynced_journal[PATH_MAX];
/* How much longer each sync takes, in microseconds. */
static long sync_delay;
/* The account of the journal: root, too, writes files there that PostgreSQL's account can open. */
static struct stat account;

__attribute__((constructor)) static void read_environment(void) {
  const char *tree = getenv("UNSYNCED_TREE"), *journal = getenv("UNSYNCED_JOURNAL"), *delay = getenv("UNSYNCED_DELAY");
  if (tree == NULL || journal == NULL) return;
  snprintf(unsynced_tree, sizeof unsynced_tree, "%s", tree);
  snprintf(unsynced_journal, sizeof unsynced_journal, "%s", journal);
  if (delay != NULL) sync_delay = atol(delay);
  if (stat(journal, &account) != 0) unsynced_fail("the journal directory is missing");
}

void unsynced_fail(const char *what) {
  dprintf(2, "PANIC:  unsynced.c: %s: %s\n", what, strerror(errno));
  abort();
}

int unsynced_open_locked(const char *name) {
  char path[PATH_MAX + 128];
  snprintf(path, sizeof path, "%s/%s", unsynced_journal, name);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) unsynced_fail(path);
  if (geteuid() == 0 && fchown(fd, account.st_uid, account.st_gid) != 0) unsynced_fail(path);
  while (flock(fd, LOCK_EX) != 0) {
    if (errno != EINTR) unsynced_fail(path);
  }
  return fd;
}

void unsynced_write_all(int fd, const void *bytes, size_t length) {
  for (const char *next = bytes; length > 0;) {
    ssize_t written = syscall(SYS_write, fd, next, length);
    if (written < 0) unsynced_fail("the journal cannot be written");
    next += written;
    length -= (size_t)written;
  }
}

/* Where the next write(2) begins. */
static int64_t position(const struct inode_journal *journal) {
  if (fcntl(journal->file, F_GETFL) & O_APPEND) return journal->size;
  return lseek(journal->file, 0, SEEK_CUR);
}

/* Unlocks after a write. Synchronous descriptors have synced it; that they sync no earlier write is left out. */
static ssize_t finish_write(const struct inode_journal *journal, ssize_t result) {
  int error = errno;
  if (result >= 0 && (fcntl(journal->file, F_GETFL) & O_DSYNC)) inode_journal_clear(journal);
  errno = error;
  inode_journal_end(journal);
  return result;
}

static int64_t total(const struct iovec *vector, int count) {
  int64_t bytes = 0;
  for (int i = 0; i < count; i += 1) bytes += (int64_t)vector[i].iov_len;
  return bytes;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return syscall(SYS_write, fd, bytes, length);
  inode_journal_record(&journal, CHANGE_WRITE, position(&journal), (int64_t)length);
  return finish_write(&journal, syscall(SYS_write, fd, bytes, length));
}

ssize_t writev(int fd, const struct iovec *vector, int count) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return syscall(SYS_writev, fd, vector, count);
  inode_journal_record(&journal, CHANGE_WRITE, position(&journal), total(vector, count));
  return finish_write(&journal, syscall(SYS_writev, fd, vector, count));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return syscall(SYS_pwrite64, fd, bytes, length, offset);
  inode_journal_record(&journal, CHANGE_WRITE, offset, (int64_t)length);
  return finish_write(&journal, syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return syscall(SYS_pwritev, fd, vector, count, offset, 0);
  inode_journal_record(&journal, CHANGE_WRITE, offset, total(vector, count));
  return finish_write(&journal, syscall(SYS_pwritev, fd, vector, count, offset, 0));
}

ssize_t copy_file_range(int from, off64_t *read_at, int to, off64_t *write_at, size_t length, unsigned flags) {
  struct inode_journal journal;
  if (!inode_journal_begin(to, &journal)) return syscall(SYS_copy_file_range, from, read_at, to, write_at, length, flags);
  inode_journal_record(&journal, CHANGE_WRITE, write_at == NULL ? position(&journal) : *write_at, (int64_t)length);
  return finish_write(&journal, syscall(SYS_copy_file_range, from, read_at, to, write_at, length, flags));
}

int ftruncate(int fd, off_t size) {
  struct inode_journal journal;
  if (!inode_journal_begin(fd, &journal)) return (int)syscall(SYS_ftruncate, fd, size);
  if (size < journal.size) inode_journal_record(&journal, CHANGE_TRUNCATE, size, journal.size - size);
  if (size > journal.size) inode_journal_record(&journal, CHANGE_WRITE, journal.size, size - journal.size);
  int result = (int)syscall(SYS_ftruncate, fd, size);
  inode_journal_end(&journal);
  return result;
}

int truncate(const char *path, off_t size) {
  char full[PATH_MAX];
  if (!names_resolve(path, full)) return (int)syscall(SYS_truncate, path, size);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, full, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return -1;
  int result = ftruncate(fd, size), error = errno;
  syscall(SYS_close, fd);
  errno = error;
  return result;
}

/* Returns the error, as POSIX has it. What the file system cannot do, PostgreSQL does by writing zeros. */
int posix_fallocate(int fd, off_t offset, off_t length) {
  struct inode_journal journal;
  int journaled = inode_journal_begin(fd, &journal), kept = errno;
  if (journaled && offset + length > journal.size) {
    inode_journal_record(&journal, CHANGE_WRITE, journal.size, offset + length - journal.size);
  }
  int error = syscall(SYS_fallocate, fd, 0, offset, length) == 0 ? 0 : errno;
  errno = kept;
  if (journaled) inode_journal_end(&journal);
  return error;
}

static int sync_file(int fd, long call) {
  struct inode_journal journal;
  if (names_is_directory(fd)) {
    int result = (int)syscall(call, fd);
    if (result == 0) names_clear();
    return result;
  }
  if (!inode_journal_begin(fd, &journal)) return (int)syscall(call, fd);
  if (sync_delay > 0) usleep((useconds_t)sync_delay);
  int with_names = call == SYS_fsync || inode_journal_has_new_size(&journal);
  int result = (int)syscall(call, fd);
  if (result == 0) inode_journal_clear(&journal);
  inode_journal_end(&journal);
  if (result == 0 && with_names) names_clear();
  return result;
}

int fsync(int fd) {
  return sync_file(fd, SYS_fsync);
}

int fdatasync(int fd) {
  return sync_file(fd, SYS_fdatasync);
}

int syncfs(int fd) {
  if (unsynced_tree[0] != '\0') unsynced_fail("syncfs is not modelled");
  return (int)syscall(SYS_syncfs, fd);
}

static int open_mode(const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  if (!(flags & (O_CREAT | O_TRUNC)) || !names_resolve(path, full)) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  }
  int fd = names_open(full, flags & ~O_TRUNC, mode);
  if (fd >= 0 && (flags & O_TRUNC) && ftruncate(fd, 0) != 0) unsynced_fail("a file cannot be emptied");
  return fd;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_mode(path, flags, mode);
}

static int stream_flags(const char *mode) {
  int flags = strchr(mode, '+') != NULL ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY;
  if (mode[0] == 'w') flags |= O_CREAT | O_TRUNC;
  if (mode[0] == 'a') flags |= O_CREAT | O_APPEND;
  if (strchr(mode, 'x') != NULL) flags |= O_EXCL;
  return strchr(mode, 'e') != NULL ? flags | O_CLOEXEC : flags;
}

FILE *fopen(const char *path, const char *mode) {
  struct inode_journal journal;
  int flags = stream_flags(mode);
  int fd = open_mode(path, flags, 0666);
  if (fd < 0) return NULL;
  if ((flags & O_ACCMODE) != O_RDONLY && inode_journal_begin(fd, &journal)) {
    inode_journal_record(&journal, CHANGE_STREAM, 0, journal.size);
    inode_journal_end(&journal);
  }
  return fdopen(fd, mode);
}

int rename(const char *from, const char *to) {
  char full_from[PATH_MAX], full_to[PATH_MAX];
  int inside = names_resolve(from, full_from);
  if (names_resolve(to, full_to) != inside) unsynced_fail("a rename across the border of the tree is not modelled");
  return inside ? names_rename(full_from, full_to) : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path) {
  char full[PATH_MAX];
  return names_resolve(path, full) ? names_unlink(full) : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int mkdir(const char *path, mode_t mode) {
  char full[PATH_MAX];
  return names_resolve(path, full) ? names_mkdir(full, mode) : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int rmdir(const char *path) {
  char full[PATH_MAX];
  return names_resolve(path, full) ? names_rmdir(full) : (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int symlink(const char *target, const char *path) {
  char full[PATH_MAX];
  if (names_resolve(path, full)) unsynced_fail("symlink is not modelled");
  return (int)syscall(SYS_symlinkat, target, AT_FDCWD, path);
}
