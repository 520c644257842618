/** Descriptions of the commands of two words, by their first word. */
export const commandGroups: Readonly<Record<string, string>> = {
  charts: 'Packages, publishes and verifies the charts of the Promises.',
};
