/** Reads an executed plan: which shards of which table were really looked at. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly PlanNode[];
}

/**
 * The shards read per table. `parents` leads from a shard to its table. A scan the executor pruned
 * at run time stays in the plan with no loops, and does not count.
 */
export function scannedShards(
  plan: PlanNode,
  parents: ReadonlyMap<string, string>,
): Map<string, Set<string>> {
  const shards = new Map<string, Set<string>>();
  const visit = (node: PlanNode): void => {
    const relation = node['Relation Name'];
    const table = relation === undefined ? undefined : parents.get(relation);
    if (relation !== undefined && table !== undefined && isExecutedScan(node))
      shards.set(table, (shards.get(table) ?? new Set()).add(relation));
    node.Plans?.forEach(visit);
  };
  visit(plan);
  return shards;
}

function isExecutedScan(node: PlanNode): boolean {
  return node['Node Type'].includes('Scan') && (node['Actual Loops'] ?? 0) > 0;
}
