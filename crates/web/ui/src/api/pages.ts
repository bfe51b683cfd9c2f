interface Page {
  data: unknown[];
  total: number;
}

/** The rows of all pages, for lists that are shown whole: `everyRow((page) => done(api.GET('/api/v1/services', …)))`. */
export async function everyRow<P extends Page>(
  read: (page: number) => Promise<P>,
): Promise<P['data'][number][]> {
  const rows: P['data'][number][] = [];
  for (let page = 1; ; page += 1) {
    const { data, total } = await read(page);
    rows.push(...data);
    if (data.length === 0 || rows.length >= total) return rows;
  }
}
