import { constants, getPriority, setPriority } from 'node:os'

const { PRIORITY_BELOW_NORMAL } = constants.priority

/**
 * Has the operating system prefer other processes to this one where all want the same processors. It still gets about a tenth
 * of a processor that another one keeps busy.
 */
export function giveWay(): void {
  // One that was started with less keeps that: raising it again would need a permission.
  if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL)
}
