import type { Quantity } from '../fact.ts';

/** Something that is counted or measured. */
export interface Metric {
  readonly label: string;
  readonly quantity: Quantity;
}

const of = (quantity: Quantity, ...labels: readonly string[]): Metric[] =>
  labels.map(label => ({ label, quantity }));

export const metrics: readonly Metric[] = [
  ...of(
    'money',
    'annual revenue',
    'operating cost',
    'marketing spend',
    'net debt',
    'payroll',
    'licence income',
    'capital expenditure',
    'warranty provision',
    'energy bill',
    'order backlog',
    'refund volume',
    'rental income',
    'insurance premium',
    'research budget',
  ),
  ...of(
    'count',
    'headcount',
    'open orders',
    'active subscribers',
    'units shipped',
    'registered users',
    'support tickets',
    'delivered parcels',
    'patients enrolled',
    'failed requests',
    'visitors',
    'inspected parts',
    'seats sold',
    'downloads',
    'meals served',
  ),
  ...of(
    'percent',
    'market share',
    'churn rate',
    'gross margin',
    'defect rate',
    'occupancy',
    'conversion rate',
    'error share',
    'on-time rate',
    'response rate',
    'vacancy rate',
  ),
  ...of(
    'distance',
    'route length',
    'distance to the port',
    'cable length',
    'network length',
    'average haul',
  ),
  ...of(
    'weight',
    'shipment weight',
    'waste volume',
    'harvest',
    'cargo throughput',
    'raw material stock',
  ),
  ...of(
    'duration',
    'lead time',
    'repair time',
    'audit duration',
    'trial period',
    'delivery window',
  ),
];

/** Things that are written down once: ids, addresses, people, days. */
export const details = {
  id: [
    'contract number',
    'account id',
    'ticket reference',
    'purchase order',
    'shipment id',
    'case number',
    'build id',
    'policy number',
  ],
  url: [
    'annual report',
    'press release',
    'filing page',
    'status page',
    'data sheet',
    'product page',
  ],
  path: [
    'export file',
    'log file',
    'ledger file',
    'sensor dump',
    'model checkpoint',
    'survey file',
  ],
  name: [
    'account manager',
    'site director',
    'lead auditor',
    'project owner',
    'head of finance',
    'plant engineer',
  ],
  email: ['billing contact', 'escalation address', 'press contact', 'support mailbox'],
  date: [
    'launch date',
    'contract end',
    'next audit',
    'incident date',
    'delivery date',
    'board meeting',
    'expiry date',
  ],
} as const;

export const units: Record<Quantity, string> = {
  money: 'EUR',
  count: '',
  percent: '%',
  distance: 'km',
  weight: 't',
  duration: 'days',
};
