-- What a contract keeps beside a payment and no decision about money reads: one row in the commit of the payment.
set local lock_timeout = '5s';

create table orders (
  merchant_id uuid not null,
  order_id uuid not null,
  direction text not null,
  reference_id text,
  customer_name text,
  customer_email text,
  customer_mobile text,
  requested_mode text,
  callback_url text,
  return_url text,
  meta text,
  created_at timestamptz not null,
  constraint orders_pkey primary key (merchant_id, order_id),
  constraint orders_direction_known check (direction in ('in', 'out'))
);
-- A merchant looks an order up by its second reference, which need not be unique: the newest is meant.
create index orders_reference_id on orders (merchant_id, reference_id, order_id) where reference_id is not null;

grant select, insert on orders to hundi_app;
