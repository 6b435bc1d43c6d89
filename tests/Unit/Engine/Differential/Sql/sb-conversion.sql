SELECT
    turn,
    marketplace_id, time_window_start, campaign_id, ad_id, ad_group_id, advertiser_id, keyword_id, placement AS placement_type, currency,
    sum(orders) FILTER (WHERE click_14d) AS attributed_conversions_14d,
    sum(orders) FILTER (WHERE either_14d) AS view_attributed_conversions_14d,
    sum(orders) FILTER (WHERE click_14d AND same_sku) AS attributed_conversions_14d_same_sku,
    sum(sales) FILTER (WHERE click_14d) AS attributed_sales_14d,
    sum(sales) FILTER (WHERE either_14d) AS view_attributed_sales_14d,
    sum(sales) FILTER (WHERE click_14d AND same_sku) AS attributed_sales_14d_same_sku,
    sum(units) FILTER (WHERE click_14d) AS attributed_units_ordered_14d,
    sum(units) FILTER (WHERE either_14d) AS view_attributed_units_ordered_14d,
    sum(orders) FILTER (WHERE click_14d AND is_new) AS attributed_orders_new_to_brand_14d,
    sum(orders) FILTER (WHERE either_14d AND is_new) AS view_attributed_orders_new_to_brand_14d,
    sum(sales) FILTER (WHERE click_14d AND is_new) AS attributed_sales_new_to_brand_14d,
    sum(sales) FILTER (WHERE either_14d AND is_new) AS view_attributed_sales_new_to_brand_14d,
    sum(units) FILTER (WHERE click_14d AND is_new) AS attributed_units_ordered_new_to_brand_14d,
    sum(units) FILTER (WHERE either_14d AND is_new) AS view_attributed_units_ordered_new_to_brand_14d
FROM credits
WHERE ad_product = 'SB' AND deed_type = 'purchase'
GROUP BY ALL
