SELECT
    turn,
    marketplace_id, time_window_start, campaign_id, ad_id, ad_group_id, advertiser_id, keyword_id, placement AS placement_type,
    sum(orders) FILTER (WHERE click_14d AND deed_type = 'branded_search') AS attributed_branded_searches_14d,
    sum(orders) FILTER (WHERE either_14d AND deed_type = 'branded_search') AS view_attributed_branded_searches_14d,
    sum(orders) FILTER (WHERE click_14d AND deed_type = 'page_view') AS attributed_detail_page_views_14d,
    sum(orders) FILTER (WHERE either_14d AND deed_type = 'page_view') AS view_attributed_detail_page_views_14d
FROM credits
WHERE ad_product = 'SB'
GROUP BY ALL
