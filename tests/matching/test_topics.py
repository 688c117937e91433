"""A report's words come back in it, those of a round-up do not; in any language. The texts are invented."""

from __future__ import annotations

import pytest

from stream.matching.translating.topics import falls_apart

# Of each language reports of one thing each.
REPORTS = {
    "sv": (
        "Bron över Sandviken öppnas för trafik på lördag. Bron har kostat 410 miljoner kronor, och bygget tog fyra år. "
        "Borgmästaren tackade dykarna som byggde bropelarna under vintern. Den gamla bron rivs efter sommaren. "
        "Trafiken över gamla bron var 23 000 bilar om dagen, och lastbilar fick vänta.",
        "Torskfisket i Östersjön stoppas även nästa år. Forskarna räknade bara hälften så många torskar som för tio år "
        "sedan. Fiskarnas förbund kräver ersättning för båtarna som ligger stilla. Ministern lovar att räkna på "
        "ersättningen, men båtarna får inte fiska torsk före våren.",
        "Kilsmo vann cupfinalen mot Ardala efter straffar. Målvakten räddade två straffar och bars av planen av "
        "publiken. Ardala har aldrig vunnit en final. Tränaren klagade på domaren och sade att straffarna var fel. "
        "Målvakten skrattade och sade att domaren såg rätt.",
    ),
    "uk": (
        "Лікарня в Яготині отримала томограф. Томограф купили на гроші благодійників, лікарі чекали його три роки. "
        "Головна лікарка каже, що пацієнтам більше не треба їхати до столиці. Першого пацієнта обстежили вчора. "
        "Благодійники обіцяють лікарні ще й швидку допомогу. Лікарка показала пацієнтам, де стоїть томограф.",
        "Шахістка Орися Дуброва виграла турнір у Празі. У вирішальній партії вона пожертвувала ферзя. Суперниця "
        "здала партію на сороковому ході. Тренер каже, що такої пожертви ферзя не бачив давно. Дуброва зіграє на "
        "наступному турнірі навесні, і тренер вже готує партії.",
    ),
    "el": (
        "Η γέφυρα πάνω από τον ποταμό ανοίγει το Σάββατο. Η νέα γέφυρα κόστισε 41 εκατομμύρια ευρώ και χτίστηκε σε "
        "τέσσερα χρόνια. Ο δήμαρχος ευχαρίστησε τους δύτες που έχτισαν τα βάθρα της γέφυρας τον χειμώνα. Η παλιά "
        "γέφυρα γκρεμίζεται μετά το καλοκαίρι. Από την παλιά περνούσαν 23.000 αυτοκίνητα και τα φορτηγά περίμεναν.",
        "Το νοσοκομείο απέκτησε τομογράφο. Ο τομογράφος αγοράστηκε με δωρεές και οι γιατροί τον περίμεναν τρία χρόνια. "
        "Η διευθύντρια λέει ότι οι ασθενείς δεν θα ταξιδεύουν πια στην πρωτεύουσα. Ο πρώτος ασθενής εξετάστηκε χθες. "
        "Οι δωρητές υπόσχονται στο νοσοκομείο και ασθενοφόρο.",
        "Η σκακίστρια κέρδισε το τουρνουά στην Πράγα. Στην τελευταία παρτίδα θυσίασε τη βασίλισσα. Η αντίπαλος "
        "εγκατέλειψε την παρτίδα στην τεσσαρακοστή κίνηση. Ο προπονητής δεν είχε δει τέτοια θυσία της βασίλισσας. Το "
        "επόμενο τουρνουά είναι την άνοιξη και ο προπονητής ετοιμάζει παρτίδες.",
    ),
    "zh": (
        "横跨河流的新大桥将于周六通车。大桥耗资四亿元，建设历时四年。市长感谢潜水员冬天建造桥墩。旧大桥将在夏天之后拆除。"
        "旧大桥每天有两万多辆汽车通过，卡车要等待几个小时。新大桥有六个车道，卡车不再等待。",
        "县医院购买了新设备。设备由慈善捐款购买，医生等待了三年。院长说，病人不必再去省城检查。昨天医生为第一位病人检查身体。"
        "慈善机构还承诺向医院捐款购买救护车。",
        "女棋手在布拉格赢得比赛。最后一局比赛中，棋手牺牲了皇后。对手在第四十步认输。教练说，从来没有见过这样牺牲皇后的走法。"
        "下一场比赛在春天举行，教练正在为棋手准备新的走法。",
    ),
}


@pytest.mark.parametrize("language", REPORTS)
def test_a_report_holds_together(language: str) -> None:
    """Nobody tells one thing without saying its words again."""
    assert not any(falls_apart(report, language) for report in REPORTS[language])


@pytest.mark.parametrize("language", REPORTS)
def test_a_round_up_falls_apart(language: str) -> None:
    """The next report begins with words that nothing before it had."""
    assert falls_apart("\n\n".join(REPORTS[language]), language)


@pytest.mark.parametrize("language", ["", "th", "sw"])
def test_nothing_is_said_of_a_language_whose_words_nobody_counted(language: str) -> None:
    """What cannot be said to hold together is not taken for one report."""
    assert falls_apart(REPORTS["sv"][0], language)  # which holds together


def test_nothing_is_said_of_a_line() -> None:
    """It has no words to come back."""
    assert falls_apart("", "en")
    assert falls_apart("Fire in a mill.", "en")
