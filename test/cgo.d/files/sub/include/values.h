#define VALUE 77
