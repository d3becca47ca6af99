#!/bin/sh
# Makes a book with one household of ten years, by the command line alone, for docs/bench.md.
#
#   examples/ten_years.sh STANDING BOOK
#
# Two adults; five goals with a measure each, read every quarter and looked at again every year, one of them changed
# every second year; four expectations; the starter rulebook accepted, one rule reworded every third year; an
# exception a year; a talk about the market every half year; a life event every second year; a contact every month;
# a charter a year, signed.
set -eu
standing=$1 book=$2
[ ! -e "$book" ] || { echo "$book is there already. Remove it first." >&2; exit 2; }

# Runs the lines it reads as commands of that day.
on() { "$standing" --book "$book" --today "$1" batch >>"$book.out"; }

goals="retire college house giving reserve"

begin() {
    "$standing" --book "$book" --today 2016-11-21 rule start >>"$book.out"
    on 2016-11-21 <<'LINES'
client add "Ekström, Ann and Börje" --kind client
person add "Ann Ekström" --client Ekström
person add "Börje Ekström" --client Ekström
goal add "Retire at 62 on 9,000 a month" --client Ekström --why "While we can still walk the mountains" --area work --target-date 2035-06-30 --measure "Plan funded, 95 %"
goal add "Pay for college without a loan" --client Ekström --why "Börje paid his until he was forty" --area family --target-date 2030-08-31 --measure "College fund, 180000"
goal add "Own the house by sixty" --client Ekström --area home --target-date 2033-12-31 --measure "Mortgage left, 0 or less"
goal add "Give a tenth to the mission" --client Ekström --area giving --measure "Giving share, 10 %"
goal add "Keep a reserve of a year" --client Ekström --measure "Reserve months, 12"
goal propose "Retire at 62" "Pay for college" "Own the house" "Give a tenth" "Keep a reserve"
goal agree "Retire at 62" "Pay for college" "Own the house" "Give a tenth" "Keep a reserve" --by Ann --by Börje --how meeting
expectation add "How we measure success" --client Ekström --topic success --their-words "We want to sleep" --our-answer "We look at the plan, not at the market" --measure "Plan funded" --ruled-out "the S&P 500"
expectation add "How soon you hear from me" --client Ekström --topic response --our-answer "Within one working day"
expectation add "When markets fall" --client Ekström --topic market-fall --our-answer "I ring you that day" --call-first yes
expectation add "What you get in writing" --client Ekström --topic reporting --our-answer "One page in January"
expectation propose "How we measure" "How soon you hear" "When markets fall" "What you get"
expectation agree "How we measure" "How soon you hear" "When markets fall" "What you get" --by Ann --by Börje --how meeting
LINES
    "$standing" --book "$book" --today 2016-11-21 --json rule list | tr ',' '\n' | sed -n 's/.*"id": *"\(r[0-9]*\)".*/\1/p' |
        sort -u | while read -r rule; do
            echo "rule accept $rule --client Ekström --by Ann --by Börje --how meeting"
        done | on 2016-11-21
}

quarter() {
    day=$1 step=$2
    {
        echo "reading add $((60 + step)) --measure \"Plan funded\" --day $day"
        echo "reading add $((40000 + 3000 * step)) --measure \"College fund\" --day $day"
        echo "reading add $((300000 - 5000 * step)) --measure \"Mortgage left\" --day $day"
        echo "reading add $((5 + step / 10)) --measure \"Giving share\" --day $day"
        echo "reading add $((3 + step / 5)) --measure \"Reserve months\" --day $day"
        for _ in 1 2 3; do echo "log Ekström --channel call --minutes 20 --summary \"went through the quarter\""; done
    } | on "$day"
}

year() {
    year=$1 day=$1-11-20
    {
        echo "goal reaffirm \"Pay for college\" \"Own the house\" \"Give a tenth\" \"Keep a reserve\" --by Ann --by Börje --how meeting"
        echo "expectation reaffirm \"How we measure\" \"How soon you hear\" \"When markets fall\" \"What you get\" --by Ann --by Börje --how meeting"
        echo "talk add \"the S&P 500\" --client Ekström --period \"this year\" --figures \"up 15 %, they are up 5 %\" --said \"We measure the plan\" --understood yes"
        echo "talk add \"a neighbour\" --client Ekström --period \"three years\" --said \"He takes more risk than you want\" --understood doubtful"
        echo "exception add \"Calls in the evening in $year\" --client Ekström --rule r1 --why \"Shifts at the hospital\" --until $((year + 1))-11-01"
    } | on "$day"
    [ $((year % 2)) = 1 ] || {
        echo "goal change \"Retire at 62\" --why \"While we can still walk, said again in $year\" --by Ann --by Börje --how meeting"
        echo "life-event add --client Ekström --kind other --note \"Ann has a new post\" --day $day"
    } | on "$day"
    [ $((year % 3)) != 0 ] || echo "rule reword r2 --text \"I answer within one working day, as of $year.\" --why \"clearer\"" | on "$day"
    "$standing" --book "$book" --today "$day" document make charter Ekström >>"$book.out"
}

begin
step=0
for y in 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026; do
    for d in 02-10 05-10 08-10 11-10; do
        step=$((step + 1))
        quarter $y-$d $step
    done
    year $y
done
rm -f "$book.out"
