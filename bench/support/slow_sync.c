/* Makes fsync and fdatasync take as many milliseconds longer as the file named by SLOW_SYNC_FILE says; preloaded. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void linger(void) {
  const char *path = getenv("SLOW_SYNC_FILE");
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  long ms = 0;
  if (file == NULL) return;
  if (fscanf(file, "%ld", &ms) == 1 && ms > 0) {
    struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
  }
  fclose(file);
}

static int next(const char *name, int descriptor) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  linger();
  return sync(descriptor);
}

int fsync(int descriptor) { return next("fsync", descriptor); }
int fdatasync(int descriptor) { return next("fdatasync", descriptor); }
