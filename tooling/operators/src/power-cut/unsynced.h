/*
 * What the two journals of the power-cut library share. See unsynced.c for the model.
 */
#ifndef UNSYNCED_H
#define UNSYNCED_H

#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

/* A change that is journaled before it is made. `undo-journal.ts` reads these numbers. */
enum change {
  CHANGE_WRITE = 1,    /* content of a range, or growth */
  CHANGE_TRUNCATE = 2, /* the file becomes shorter */
  CHANGE_CREATE = 3,   /* the file is new */
  CHANGE_STREAM = 4,   /* opened by fopen, whose writes cannot be seen one by one: the whole file */
};

/* The journal of one inode, open and locked. */
struct inode_journal {
  int fd;            /* of the journal */
  int file;          /* the descriptor that is written through */
  int64_t size;      /* of the file, at the time of the lock */
};

/* Not exported: only what is interposed is. */
#pragma GCC visibility push(hidden)

extern char unsynced_tree[];
extern char unsynced_journal[];

/* Ends the process: a change that is not journaled would count as synced, and the check would prove less than it says. */
void unsynced_fail(const char *what) __attribute__((noreturn));

/* Opens a file in the journal directory and waits for its lock, which ends with `close`. Not inherited by `exec`. */
int unsynced_open_locked(const char *name);
void unsynced_write_all(int fd, const void *bytes, size_t length);

/* 1 and the lock when `fd` is a regular file of the tree, else 0. */
int inode_journal_begin(int fd, struct inode_journal *journal);
/* Appends the old size, and the old content of a range of the file as far as there is any. */
void inode_journal_record(const struct inode_journal *journal, enum change change, int64_t offset, int64_t length);
/* Whether the file is new or has another size than at its last sync: `fdatasync` makes such metadata durable too. */
int inode_journal_has_new_size(const struct inode_journal *journal);
/* The file is synced: nothing of it can be lost any more. */
void inode_journal_clear(const struct inode_journal *journal);
/* Unlocks. Keeps `errno`. */
void inode_journal_end(const struct inode_journal *journal);

/* 1 and the absolute path when `path` is in the tree, else 0. */
int names_resolve(const char *path, char *full);
/* 1 when `fd` is a directory of the tree, or the tree itself. */
int names_is_directory(int fd);
/* Each returns what the system call returns, with its `errno`. Paths are those of `names_resolve`. */
int names_open(const char *full, int flags, mode_t mode);
int names_rename(const char *from, const char *to);
int names_unlink(const char *full);
int names_mkdir(const char *full, mode_t mode);
int names_rmdir(const char *full);
/* All changes of names so far are durable. */
void names_clear(void);

#pragma GCC visibility pop

#endif
