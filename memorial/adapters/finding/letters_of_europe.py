"""What the letters of Latin, Cyrillic and Greek names may sound like."""

from __future__ import annotations

from memorial.adapters.finding.sounds import table_of

LATIN = table_of("""
schtsch XH
shtsh XH
stsh XH
shch XH
szcz XH
tsch H
tch H
dzh J
dsch J
dsh J
dzs J
dž J
sch X SK
sh X
ch H K Q
cz H C
sz X S
zh J
zs J
rz J RZ
rs RS X
dj J
tj H TJ
cs H KS
kh Q h
gh G h
ph F
th T S
ts C
tz C
dz Z
ck K
qu K KV
gn N GN
dh D
dt T
wr R VR
mc MK
mac MaK
pf F PF
ks KS
au au aF o
eau o
ou u o
oe e o
ij i
b B
c K C
ç H S
č H
ć H
d D
đ D J
f F
g G h
ğ G -
h h
j J i h
k K
l L
ł L V
m M
n N
ń N
ñ N
p P
q K G
r R
ř R J
s S
š X
ş X
ș X
t T
ť T
ț C
ţ C
v V
w V u
x KS Q
z Z
ž J
a a
e e
ə a
i i
o o
u u
y i
""")

# Before e, i and y.
LATIN_SOFT = table_of("""
c S H C
cc KS H
g G J
gg G J
s S X
sc S X
""")

# Where a word ends: what French does not say there.
LATIN_LAST = table_of("""
s S -
t T -
d D -
x KS -
""")

CYRILLIC = table_of("""
дж J
дз Z
тс C
кс KS
а a
б B
в V
г G h
ґ G
ғ G
ѓ G
д D
ђ J
е e
ё o
є e
ж J
з Z
ѕ Z
и i
і i
ї i
й i
ј i
к K
қ K G
ќ K
л L
љ L
м M
н N
њ N
ң N
о o
ө o
п P
р R
с S
т T
ћ H
у u
ү u
ұ u
ў V u
ф F
х Q h
һ h
ц C
ч H
ҹ J
џ J
ш X
щ XH X
ъ -
ы i
ь -
э e
ю u
я a
ә a
""")

GREEK = table_of("""
μπ B MB
ντ D ND
γκ G NG
γγ NG
γχ NQ
τζ J C
τσ C H
ου u
αυ aV
ευ eV
αι e
ει i
οι i
α a
β V
γ G i
δ D
ε e
ζ Z
η i
θ T
ι i
κ K
λ L
μ M
ν N
ξ KS
ο o
π P
ρ R
σ S
ς S
τ T
υ i
φ F
χ Q h
ψ PS
ω o
""")
