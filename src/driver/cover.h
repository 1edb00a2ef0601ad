// cover.h: how much of a program its tests reach: cover.c.
#ifndef SEAGO_DRIVER_COVER_H
#define SEAGO_DRIVER_COVER_H

#include "driver/test.h"

const char *cover_mode(Driver *d); // "set" unless told
// Before packages are built, given what makes the loader find each of those tested: finds the tools,
// begins the profile, and finds the packages of -coverpkg. The exit status.
int cover_begin(Driver *d, const char *const *args, uint32_t n);
const char *cover_generate(void *arg, CoverPackage *c); // LoadConfig.cover; arg is the Driver
const char *cover_test_main(Driver *d);			// LoadConfig.test_cover
// Makes the folder in which the test program keeps its counters, in the one of its package.
const char *cover_prepare(Driver *d, const char *folder);
const char *cover_profile_part(Driver *d, const char *folder); // -coverprofile of the package
void cover_merge(Driver *d, const char *folder);	       // adds it to the profile
// What is said of a package without tests; NULL: it has no statements that are counted.
const char *cover_untested(Driver *d, const char *import_path, const char *folder);
// "\tcoverage: 50.0% of statements" if the test program's output has it, else "".
const char *cover_said(Driver *d, const char *output);

#endif
