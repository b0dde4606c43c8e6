import { IntegrationError, isIntegrationError } from '../integration-error.ts'
import type { SearchDocument, SearchIndex, SearchQuery } from './search.ts'

/** The most ids of one answer. */
const MOST_SEARCH_RESULTS = 1_000

/** Documents of one call of an implementation: a request of some hundred kilobytes at most where texts are titles. */
const BATCH = 500
const MOST_CHARACTERS = 20_000
/** What may stand in a filter of any query language without a meaning. */
const ID = /^[A-Za-z0-9_-]{1,200}$/
/** Names of integrations and of kinds of records. */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/

/**
 * An index that is only ever asked what the contract permits: with a person, with ids and names that cannot be operators, in batches, and for a
 * page of a bounded size. What is empty is not asked at all. `searchProvider` does it for every integration.
 *
 * @example
 * const index = checkedSearchIndex(openIndex(http))
 *
 * @throws IntegrationError `invalid_data`, before anything is sent
 */
export function checkedSearchIndex(index: SearchIndex): SearchIndex {
  return {
    async index(personId, documents) {
      checkPerson(personId)
      for (const document of documents) checkDocument(document)
      // Of several documents with one id the last counts, whatever an index makes of them.
      const last = [...new Map(documents.map((document) => [document.id, document])).values()]
      for (const batch of batchesOf(last)) await indexInHalves(index, personId, batch)
    },
    async remove(personId, ids) {
      checkPerson(personId)
      for (const id of ids) check(ID.test(id), 'the id of a document')
      for (const batch of batchesOf([...new Set(ids)])) await index.remove(personId, batch)
    },
    async removeAll(personId) {
      checkPerson(personId)
      await index.removeAll(personId)
    },
    async query(query) {
      checkQuery(query)
      if (query.text.trim() === '') return { ids: [], estimatedTotal: 0 }
      const { ids, estimatedTotal } = await index.query(query)
      return { ids, estimatedTotal: Math.max(estimatedTotal, (query.offset ?? 0) + ids.length) }
    },
  }
}

/** A service, or a proxy before it, may take less at once. A document that is refused by itself is an error. */
async function indexInHalves(
  index: SearchIndex,
  personId: string,
  documents: readonly SearchDocument[],
): Promise<void> {
  try {
    await index.index(personId, documents)
  } catch (error) {
    if (documents.length < 2 || !isIntegrationError(error, 'invalid_data')) throw error
    const half = Math.ceil(documents.length / 2)
    await indexInHalves(index, personId, documents.slice(0, half))
    await indexInHalves(index, personId, documents.slice(half))
  }
}

function checkPerson(personId: string): void {
  check(ID.test(personId), 'the id of a person')
}

function checkDocument({ id, text, source, kind, at }: SearchDocument): void {
  check(ID.test(id), 'the id of a document')
  check(text.length <= MOST_CHARACTERS && text.isWellFormed(), 'the text of a document')
  checkNames(source, kind)
  checkTimes(at)
}

function checkQuery({ personId, text, source, kind, from, before, offset = 0, limit }: SearchQuery): void {
  checkPerson(personId)
  check(text.length <= MOST_CHARACTERS && text.isWellFormed(), 'the text')
  checkNames(source, kind)
  checkTimes(from, before)
  check(Number.isSafeInteger(offset) && offset >= 0, 'the offset')
  check(Number.isSafeInteger(limit) && limit >= 1 && limit <= MOST_SEARCH_RESULTS, 'the limit')
}

function checkNames(...names: readonly (string | undefined)[]): void {
  for (const name of names) check(name === undefined || NAME.test(name), 'a source or kind')
}

function checkTimes(...times: readonly (string | undefined)[]): void {
  for (const time of times) check(time === undefined || !Number.isNaN(Date.parse(time)), 'a time')
}

function check(isValid: boolean, what: string): void {
  // Not the value: a text is personal.
  if (!isValid)
    throw new IntegrationError('invalid_data', `A search index was given an invalid value for ${what}.`)
}

function* batchesOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += BATCH) yield all.slice(from, from + BATCH)
}
