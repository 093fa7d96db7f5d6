"""What the letters of Armenian, Georgian, Hebrew, Arabic and Hangul names may sound like."""

from __future__ import annotations

from memorial.adapters.finding.sounds import sounds_in, table_of

ARMENIAN = table_of("""
ու u
եւ eV
և eV
ա a
բ B P
գ G K
դ D T
ե e
զ Z
է e
ը -
թ T
ժ J
ի i
լ L
խ Q
ծ C Z
կ K G
հ h
ձ Z C
ղ G
ճ H J
մ M
յ i h
ն N
շ X
ո o
չ H
պ P B
ջ J H
ռ R
ս S
վ V
տ T D
ր R
ց C
ւ V
փ P
ք K
օ o
ֆ F
""")

GEORGIAN = table_of("""
ა a
ბ B
გ G
დ D
ე e
ვ V
ზ Z
თ T
ი i
კ K
ლ L
მ M
ნ N
ო o
პ P
ჟ J
რ R
ს S
ტ T
უ u
ფ P F
ქ K
ღ G
ყ K
შ X
ჩ H
ც C
ძ Z
წ C
ჭ H
ხ Q h
ჯ J
ჰ h
""")

HEBREW = table_of("""
ג' J
ז' J
צ' H
ת' T
ד' D
וו V
א a -
ב B V
ג G
ד D
ה h -
ו V u -
ז Z
ח Q h
ט T
י i -
כ K Q
ל L
מ M
נ N
ס S
ע a -
פ P F
צ C
ק K
ר R
ש X S
ת T
""")

ARABIC = table_of("""
تش H
تس C
دج J
كس KS
كز KS
ا a -
ب B P
پ P
ت T
ث T S
ج J G
چ H
ح h
خ Q
د D
ذ Z D
ر R
ز Z
ژ J
س S
ش X
ص S
ض D Z
ط T
ظ Z
ع a -
غ G
ف F V
ڤ V
ق K G
ك K
گ G
ل L
م M
ن N
ه h -
و V u -
ي i -
ء -
""")

# Hangul syllables come apart into these, by number: what begins them, what they hold, what ends them.
HANGUL_BEGIN = sounds_in("G/K G/K N D/T D/T R/L M B/V B/P S/X/T S - J/Z J/Z H K T P/F h")
HANGUL_INNER = sounds_in("a e a e o e o e o a/Va e/Ve e/Ve o u o/Vo e/Ve i/Vi u - i i")
HANGUL_END = sounds_in("- K/G K K N N N T/D L/R L L L L L L L M P/B P S/T S NG/N J/T T K T P -")
