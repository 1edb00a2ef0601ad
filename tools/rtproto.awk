# Reads rt/rtcall.def, writes rt/rtproto.h: awk -f tools/rtproto.awk rt/rtcall.def > rt/rtproto.h
function ctype(c) {
	if (c == "p") return "ptr"
	if (c == "l") return "u64"
	if (c == "i") return "u32"
	if (c == "h") return "u16"
	if (c == "b") return "u8"
	if (c == "d") return "f64"
	if (c == "f") return "f32"
	return "void"
}
BEGIN { print "// Prototypes of the rows of rtcall.def; made by tools/rtproto.awk." }
/^RTCALL\(/ {
	line = $0
	sub(/^RTCALL\(/, "", line)
	name = line; sub(/,.*/, "", name)
	rest = line; sub(/^[^,]*,[ ]*/, "", rest)
	res = rest; sub(/,.*/, "", res)
	sub(/^[^,]*,[ ]*/, "", rest)
	args = rest; sub(/,.*/, "", args); gsub(/[" ]/, "", args)
	kind = rest; sub(/^[^,]*,[ ]*/, "", kind); sub(/,.*/, "", kind)
	dies = rest ~ /, DIES,/
	if (kind == "GO") next
	out = length(res) > 1 ? "Ret" length(res) : ctype(res)
	list = ""
	for (i = 1; i <= length(args); i++)
		list = list (i > 1 ? ", " : "") ctype(substr(args, i, 1))
	printf "%s%s rt_%s(%s);\n", dies ? "RT_DIES " : "", out, name, list == "" ? "void" : list
}
