SELECT
    turn,
    marketplace_id, time_window_start, campaign_id, ad_id, ad_group_id, advertiser_id, keyword_id, placement AS placement_type, currency,
    sum(count) FILTER (WHERE type = 'impression') AS impressions,
    sum(count) FILTER (WHERE type = 'viewable_impression') AS viewable_impressions,
    sum(count) FILTER (WHERE type = 'click') AS clicks,
    sum(cost) AS cost
FROM counted
WHERE ad_product = 'SB'
GROUP BY ALL
