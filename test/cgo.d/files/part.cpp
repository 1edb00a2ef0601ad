#include <string>

extern "C" int fromCXX(const char *s) {
	try {
		std::string t(s);
		t += t;
		throw IN_CXX + (int)t.size();
	} catch (int n) {
		return n;
	}
}
