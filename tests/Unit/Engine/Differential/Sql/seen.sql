-- What each turn sees. Product and brand are those that were known when the event was taken in; until something is known a sku is
-- its own product and of no brand.
CREATE OR REPLACE TABLE seen AS
SELECT turns.turn, events.*, coalesce(products.product, events.sku) AS product, products.brand AS brand
FROM events
ASOF LEFT JOIN products
    ON products.account = events.account AND products.sku = events.sku AND products.taken < events.taken
JOIN turns ON events.taken <= turns.taken;
