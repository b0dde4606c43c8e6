interface Script {
  readonly name: string
  /** Frequent ones several times. */
  readonly characters: readonly string[]
  readonly wordLength: readonly [least: number, most: number]
  readonly between: string
  /** Characters of a search. */
  readonly searched: number
}

const WORDS = 5_000
const WORDS_OF_TITLE: readonly [least: number, most: number] = [2, 5]
/** Half of the titles are Latin. */
const LATIN_SHARE = 0.5

/** What is searched for among the Latin titles, where every index of trigrams serves. */
const LATIN_SEARCHES = 100
const LATIN_SEARCHED = 5

const SCRIPTS: readonly [Script, ...Script[]] = [
  alphabet('Latin', 'eeeeeetttttaaaaaooooiiiinnnnssshhhrrrdddlluucmwfgypbvk'),
  alphabet('Cyrillic', 'ооооееееааааиииинннтттсссрррввлллккммддппууяыьгзбчйхжшюцщэ'),
  alphabet('Greek', 'ααααοοοιιιεεετττσσννηυρπκμλωδγχθφβξζψάέήίόύώ'),
  alphabet('Arabic', 'اااالللييمموونرتبةعدسفهكقأحجشطصخضغذثئزظ'),
  {
    name: 'Japanese',
    characters: Array.from('ののいんをはるしたとてがにっなスアルイトラカンマーグドリ').concat(
      range(0x4e00, 600),
    ),
    wordLength: [1, 4],
    between: '',
    searched: 2,
  },
  { name: 'Chinese', characters: range(0x4e00, 3_000), wordLength: [1, 3], between: '', searched: 1 },
  { name: 'Korean', characters: range(0xac00, 2_350), wordLength: [1, 4], between: ' ', searched: 2 },
]

/** Titles in several scripts, the same ones at each run: words of a vocabulary, few of them frequent. */
export class Titles {
  readonly #next = randomNumbers(7)
  readonly #vocabularies = SCRIPTS.map((script) => Array.from({ length: WORDS }, () => this.#word(script)))

  title(): string {
    const number = this.#next() < LATIN_SHARE ? 0 : this.#between(1, SCRIPTS.length - 1)
    const { between } = scriptAt(number)
    const words = Array.from({ length: this.#between(...WORDS_OF_TITLE) }, () =>
      this.#wordOf(number, this.#next() ** 2),
    )
    return words.join(between)
  }

  /** The searches in each script: the end of a rare word, never a whole title. */
  searches(): readonly { readonly script: string; readonly text: string }[] {
    return SCRIPTS.map(({ name, searched }, number) => {
      const word = this.#vocabularies[number]?.findLast((each) => Array.from(each).length >= searched) ?? ''
      return { script: name, text: Array.from(word).slice(-searched).join('') }
    })
  }

  /** Latin searches, of frequent words and of rare ones: five letters of the end of each. */
  latin(): readonly string[] {
    const words = (this.#vocabularies[0] ?? []).filter((word) => word.length >= LATIN_SEARCHED)
    const step = Math.max(1, Math.floor(words.length / LATIN_SEARCHES))
    return words
      .filter((_, index) => index % step === 0)
      .slice(0, LATIN_SEARCHES)
      .map((word) => word.slice(-LATIN_SEARCHED))
  }

  #word({ characters, wordLength }: Script): string {
    const length = this.#between(...wordLength)
    return Array.from({ length }, () => characters[this.#between(0, characters.length - 1)]).join('')
  }

  #wordOf(script: number, place: number): string {
    return this.#vocabularies[script]?.[Math.floor(place * WORDS)] ?? ''
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1))
  }
}

function alphabet(name: string, characters: string): Script {
  return { name, characters: Array.from(characters), wordLength: [2, 9], between: ' ', searched: 5 }
}

function range(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index))
}

function scriptAt(number: number): Script {
  return SCRIPTS[number] ?? SCRIPTS[0]
}

/** Mulberry32: uniform enough, and the same on each machine. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
