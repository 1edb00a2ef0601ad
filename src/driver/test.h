// test.h: the command test, private to the room driver.
//
// Each package is tested by a process of its own, a fork of this one: it has a child build the test
// program, runs the program in the package's folder and says how it went. The processes run side by
// side; what they say is printed in the order of the packages.
#ifndef SEAGO_DRIVER_TEST_H
#define SEAGO_DRIVER_TEST_H

#include "driver/driver.h"

// What the process that builds leaves for the one that runs; in memory both see.
typedef struct TestShared {
	TestBuild build;
	bool vetting;	  // a process looks at the package
	CacheKey vet_key; // of what it looks at
	CacheKey key;	  // of all that the program is made from
	char dir[4096];
	char root[4096]; // of the module, or GOROOT: files in it are inputs; "": none
} TestShared;

typedef struct TestPackage {
	const char *path; // import path
	const char *arg;  // what makes the loader find it
} TestPackage;

// -cover, -covermode, -coverpkg, -coverprofile.
typedef struct TestCover {
	bool on;
	const char *mode;	 // NULL: not told
	const char *patterns;	 // of -coverpkg; NULL: the package under test
	const char *profile;	 // absolute after cover_begin, NULL: none
	const char *tool, *data; // executables of cmd/cover, cmd/covdata
	Map wanted;		 // const Name * of import paths that the patterns lead to
	Map found;		 // ... of those that are in a program under test
	TextVec packages;	 // the same, as they were found
	bool collected;		 // found is filled
} TestCover;

// -vet.
typedef struct TestVet {
	bool told, off;
	const char *names; // of analyzers, "": all; with told
} TestVet;

// What the flags and arguments of test say.
typedef struct TestOptions {
	StrVec pass;	    // for the test program, "-test.run=X" first
	bool compile_only;  // -c
	bool listed;	    // packages were named
	const char *json;   // program that makes JSON of what tests print, NULL: it is not wanted
	bool help;	    // the test program is asked for its flags
	const char *cwd;    // working directory
	const char *go_dir; // where our link called go is, if that is our name; NULL: it is not
	bool plain;	    // an argument that is none of test's was given
	TestCover cover;
	TestVet vet;
} TestOptions;

/* test_flags.c */
int test_flags_parse(Driver *d, int argc, char **argv); // as flags_parse
// The value of a flag that goes to the test program, NULL: not given.
const char *test_flag(const Driver *d, const char *name);
bool test_flag_on(const Driver *d, const char *name);
double test_duration(const char *text); // seconds of "1h2m3.5s"; negative: it is none
int flag_test(Driver *d, const char *name, const char *value);
int flag_test_on(Driver *d, const char *name, const char *value);

/* cover.c */
int flag_cover(Driver *d, const char *name, const char *value);

/* test_vet.c */
int flag_vet(Driver *d, const char *name, const char *value);
bool vet_wanted(const Driver *d);
// Has the packages under test looked at by a process that writes what it finds to `output`, and
// nothing if all is well. The folder holds what it reads.
// Nothing is started if this is known to be so.
void vet_start(Driver *d, const Program *prog, const char *folder, TestShared *t, int output);
// What it found, once all who write to the pipe have ended; NULL: nothing. Closes the pipe.
const char *vet_result(Driver *d, const TestShared *t, int from);

/* test_run.c */
const char *test_folder(Driver *d, uint32_t number); // in the work directory, of one package
// Whether what tests print is passed on at once, given how many packages are tested.
bool test_streams(const Driver *d, uint32_t packages);
// Builds, runs and reports the package, number of so many. False: it failed.
bool test_package(Driver *d, const TestPackage *p, uint32_t number, uint32_t packages);

/* test_cache.c */
const char *test_cache_file(Driver *d, CacheKey k, const char *kind); // NULL: nothing is kept
CacheKey test_key_program(Driver *d, const Program *prog);
bool test_cacheable(const Driver *d);
// What the test printed when all it was made from and looked at was as it is now. NULL: unknown.
const char *test_cache_find(Driver *d, const TestShared *t);
// Keeps what the test printed that began at that time and has passed.
void test_cache_store(Driver *d, const TestShared *t, time_t began, const char *log_file,
	const char *output, size_t n);

#endif
