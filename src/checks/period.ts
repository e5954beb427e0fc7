/** The times that availability is told of: rolling hours, or UTC days of which the last is today. */
export const periods = ["24h", "7d", "30d", "1y"] as const;
export type Period = (typeof periods)[number];
