/** Local dates, both inclusive. */
export interface DateRange {
  readonly startDate: string
  readonly endDate: string
}
