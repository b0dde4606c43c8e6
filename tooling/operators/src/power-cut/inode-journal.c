/*
 * The undo journal of one inode: for each change that no sync has followed, the old size and the old content of its range.
 *
 * A file of the journal directory, `inodes/<inode>-<birth time in ns>`; the birth time tells an inode from a later one of the same
 * number. Its lock is held from before a record is written until after the change is made, and across a sync, so that both are one
 * step for all processes that share the file. A process that is killed between record and change leaves a record whose undo changes
 * nothing.
 */
#define _GNU_SOURCE
#include "unsynced.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAGIC 0x4f444e55 /* "UNDO" */

/* 40 bytes without padding, then `stored` bytes of old content. */
struct record {
  uint32_t magic;
  uint32_t change;
  int64_t size;   /* of the file before the change */
  int64_t offset; /* where the change begins */
  int64_t length; /* bytes that it is about to change or add */
  int64_t stored; /* of these, the ones that were there before */
};

static int is_in_tree(int fd) {
  char link[64], path[PATH_MAX];
  size_t tree = strlen(unsynced_tree);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  return length > (ssize_t)tree && strncmp(path, unsynced_tree, tree) == 0 && path[tree] == '/';
}

int inode_journal_begin(int fd, struct inode_journal *journal) {
  char name[64];
  struct statx file;
  if (unsynced_tree[0] == '\0' || !is_in_tree(fd)) return 0;
  if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &file) != 0) unsynced_fail("statx");
  if (!S_ISREG(file.stx_mode)) return 0;
  if (!(file.stx_mask & STATX_BTIME)) unsynced_fail("this file system keeps no birth times");
  snprintf(name, sizeof name, "inodes/%llu-%lld", (unsigned long long)file.stx_ino,
           (long long)file.stx_btime.tv_sec * 1000000000 + file.stx_btime.tv_nsec);
  journal->file = fd;
  journal->fd = unsynced_open_locked(name);
  /* Changed only with the lock held. */
  if (statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &file) != 0) unsynced_fail("statx");
  journal->size = (int64_t)file.stx_size;
  return 1;
}

/* The descriptor of the change may be open for writing alone. */
static int open_for_reading(int fd) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int copy = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
  if (copy < 0) unsynced_fail("the file to be changed cannot be read");
  return copy;
}

static void copy_range(int from, int to, int64_t offset, int64_t length) {
  char buffer[64 * 1024];
  while (length > 0) {
    size_t wanted = length < (int64_t)sizeof buffer ? (size_t)length : sizeof buffer;
    ssize_t got = syscall(SYS_pread64, from, buffer, wanted, offset);
    if (got <= 0) unsynced_fail("the old content cannot be read");
    unsynced_write_all(to, buffer, (size_t)got);
    offset += got;
    length -= got;
  }
}

void inode_journal_record(const struct inode_journal *journal, enum change change, int64_t offset, int64_t length) {
  int64_t there = offset < journal->size ? journal->size - offset : 0;
  int64_t stored = length < there ? length : there;
  struct record record = {MAGIC, change, journal->size, offset, length, stored};
  unsynced_write_all(journal->fd, &record, sizeof record);
  if (stored == 0) return;
  int reading = open_for_reading(journal->file);
  copy_range(reading, journal->fd, offset, stored);
  syscall(SYS_close, reading);
}

int inode_journal_has_new_size(const struct inode_journal *journal) {
  struct record first;
  if (syscall(SYS_pread64, journal->fd, &first, sizeof first, 0) != (ssize_t)sizeof first) return 0;
  return first.change == CHANGE_CREATE || first.size != journal->size;
}

void inode_journal_clear(const struct inode_journal *journal) {
  if (syscall(SYS_ftruncate, journal->fd, 0) != 0) unsynced_fail("the journal cannot be emptied");
}

void inode_journal_end(const struct inode_journal *journal) {
  int error = errno;
  syscall(SYS_close, journal->fd);
  errno = error;
}
