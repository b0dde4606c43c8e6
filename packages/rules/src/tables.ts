import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Facts } from './firings/facts.ts'
import type { Condition } from './rules/condition.ts'

export interface RulesTable {
  id: Generated<string>
  user_id: string
  condition: ColumnType<Condition, string, string>
  /** Of the notifications. The channel may have been deleted. */
  channel_id: string
  enabled: boolean
  /** Of the feed of changes, of the one type that the condition is about. */
  cursor: string
  cursor_at: Date
  /** Grows with each change of what the rule looks for: what was evaluated for an earlier revision is discarded. */
  revision: Generated<number>
  /** What was there before is no news. By the clock of the database. */
  since: Generated<Date>
  last_fired_at: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

/** What a rule is done with, or waits for. */
export interface RuleSubjectsTable {
  rule_id: string
  /** `2026-11-29`, `item/7`, `connection/<id>`, `job/<id>`. */
  subject: string
  /** `fired`, or `before`: it was so when the rule was made. `due`: evaluated again at `due_at`. */
  state: 'fired' | 'before' | 'due'
  due_at: Date | null
  created_at: Date
}

/** The log. */
export interface RuleFiringsTable {
  seq: ColumnType<number, never, never>
  id: string
  user_id: string
  rule_id: string
  subject: string
  channel_id: string
  facts: ColumnType<Facts, string, never>
  fired_at: Date
}

export interface RulesTables {
  rules: RulesTable
  rule_subjects: RuleSubjectsTable
  rule_firings: RuleFiringsTable
}

export type RuleRow = Selectable<RulesTable>
export type FiringRow = Selectable<RuleFiringsTable>
