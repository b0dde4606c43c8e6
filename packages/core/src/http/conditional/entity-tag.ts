import { hash } from 'node:crypto'

/** 132 bits: two answers never share a tag by chance. */
const TAG_LENGTH = 22
/** What `tagOfEncoding` adds. */
const ENCODING = /-(?:zstd|br|gzip)"$/

/** The strong entity tag of an answer: a digest of its body before compression. */
export function entityTag(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, TAG_LENGTH)}"`
}

/**
 * The tag of the same answer in a content encoding. The bytes differ, and so must a strong tag (RFC 9110, section 8.8.3.3);
 * a weak one would not do, since `If-Match` compares strongly.
 */
export function tagOfEncoding(tag: string, encoding: string): string {
  return tag.startsWith('W/') ? tag : `${tag.slice(0, -1)}-${encoding}"`
}

/** Whether `If-None-Match` names a tag: weak comparison (RFC 9110, section 13.1.2). Returns the tag as the client has it. */
export function findWeakly(header: string, tag: string): string | undefined {
  if (header.trim() === '*') return tag
  const wanted = opaque(tag)
  return tagsIn(header).find((each) => opaque(each) === wanted)
}

/** Whether `If-Match` names a tag: strong comparison (RFC 9110, section 13.1.1). */
export function matchesStrongly(header: string, tag: string): boolean {
  if (header.trim() === '*') return true
  const wanted = opaque(tag)
  return tagsIn(header).some((each) => !each.startsWith('W/') && opaque(each) === wanted)
}

/** Whether `If-Match` names any tag at all. */
export function hasTags(header: string): boolean {
  return header.trim() === '*' || tagsIn(header).length > 0
}

function tagsIn(header: string): readonly string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? []
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '').replace(ENCODING, '"')
}
