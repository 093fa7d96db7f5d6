/* A disk that fails, stops or is written down, under one folder. Loaded before the C library (LD_PRELOAD).

   Every change to a file below the folder is one operation, numbered from 1: writing, cutting, naming, making durable.
   disk_watch(folder, log)   what to count; each operation that was done is noted in the file descriptor `log` (-1: none)
   disk_fault(at, how, no)   FAIL_ONCE or FAIL_FROM: operation `at` (and the later ones) end with errno `no`;
                             KILL: the process is killed at it, after half of what it would have written
   disk_operations()         how many there were

   Looked at: strace's fault injection (counts by thread, slow), libfiu (its C library calls know no paths), FUSE (needs rights). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { NONE, FAIL_ONCE, FAIL_FROM, KILL };

static char folder[4096];
static size_t folder_length;
static int log_file = -1, how = NONE, number;
static long counted, at;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void disk_watch(const char *where, int log) {
    strncpy(folder, where, sizeof folder - 1);
    folder_length = strlen(folder);
    log_file = log;
    counted = 0;
}

void disk_fault(long which, int kind, int error) { at = which; how = kind; number = error; }

long disk_operations(void) { return counted; }

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int watched(const char *path) {
    if (!folder_length || strncmp(path, folder, folder_length)) return 0;
    size_t length = strlen(path);
    return length < 4 || strcmp(path + length - 4, "-shm"); /* SQLite makes that one anew */
}

static int watched_file(int file, char *path) {
    char link[64];
    if (!folder_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, 4095);
    if (length <= 0) return 0;
    path[length] = 0;
    return watched(path);
}

/* Count one operation. 0: do it; 1: it must fail; 2: the process ends at it. */
static int step(void) {
    pthread_mutex_lock(&lock);
    long now = ++counted;
    pthread_mutex_unlock(&lock);
    if (how == KILL && now == at) return 2;
    if ((how == FAIL_ONCE && now == at) || (how == FAIL_FROM && now >= at)) { errno = number; return 1; }
    return 0;
}

static void stop(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

static void put(const void *bytes, size_t length) {
    const char *rest = bytes;
    while (length) {
        ssize_t done = syscall(SYS_write, log_file, rest, length);
        if (done <= 0) return;
        rest += done;
        length -= (size_t)done;
    }
}

/* kind, length of path, path, offset, length of data, data; as little-endian numbers of 1, 2, 8 and 4 bytes */
static void note(char kind, const char *path, int64_t offset, const void *data, size_t length) {
    if (log_file < 0) return;
    int kept = errno;
    uint16_t named = (uint16_t)strlen(path);
    uint32_t size = (uint32_t)length;
    pthread_mutex_lock(&lock);
    put(&kind, 1); put(&named, 2); put(path, named); put(&offset, 8); put(&size, 4); put(data, length);
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static ssize_t written(int file, const void *data, size_t length, off_t offset, int placed) {
    char path[4096];
    int seen = watched_file(file, path);
    switch (seen ? step() : 0) {
    case 1: return -1;
    case 2:
        if (placed) syscall(SYS_pwrite64, file, data, length / 2, offset); else syscall(SYS_write, file, data, length / 2);
        stop();
    }
    ssize_t done = placed ? syscall(SYS_pwrite64, file, data, length, offset) : syscall(SYS_write, file, data, length);
    if (seen && done > 0) note('w', path, placed ? offset : lseek(file, 0, SEEK_CUR) - done, data, (size_t)done);
    return done;
}

ssize_t write(int file, const void *data, size_t length) { return written(file, data, length, 0, 0); }
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return written(file, data, length, offset, 1); }
ssize_t pwrite64(int file, const void *data, size_t length, off_t offset) { return written(file, data, length, offset, 1); }

static int made_durable(int file, const char *name) {
    char path[4096];
    int seen = watched_file(file, path);
    switch (seen ? step() : 0) { case 1: return -1; case 2: stop(); }
    int (*call)(int) = real(name);
    int done = call(file);
    if (seen && !done) note('s', path, 0, "", 0);
    return done;
}

int fsync(int file) { return made_durable(file, "fsync"); }
int fdatasync(int file) { return made_durable(file, "fdatasync"); }

static int cut(int file, off_t length) {
    char path[4096];
    int seen = watched_file(file, path);
    switch (seen ? step() : 0) { case 1: return -1; case 2: stop(); }
    int done = (int)syscall(SYS_ftruncate, file, length);
    if (seen && !done) note('t', path, length, "", 0);
    return done;
}

int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off_t length) { return cut(file, length); }

int rename(const char *from, const char *to) {
    int seen = watched(to);
    switch (seen ? step() : 0) { case 1: return -1; case 2: stop(); }
    int (*call)(const char *, const char *) = real("rename");
    int done = call(from, to);
    if (seen && !done) note('r', from, 0, to, strlen(to));
    return done;
}

int unlink(const char *path) {
    int seen = watched(path);
    switch (seen ? step() : 0) { case 1: return -1; case 2: stop(); }
    int (*call)(const char *) = real("unlink");
    int done = call(path);
    if (seen && !done) note('u', path, 0, "", 0);
    return done;
}

static int opened(const char *path, int flags, mode_t mode) {
    int fresh = (flags & O_CREAT) && watched(path) && access(path, F_OK);
    switch (fresh ? step() : 0) { case 1: return -1; case 2: stop(); }
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fresh && file >= 0) note('c', path, 0, "", 0);
    return file;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(path, flags | O_LARGEFILE, mode); }
