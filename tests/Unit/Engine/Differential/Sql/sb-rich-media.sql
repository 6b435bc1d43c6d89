SELECT
    turn,
    marketplace_id, time_window_start, campaign_id, ad_id, ad_group_id, advertiser_id, keyword_id, placement AS placement_type,
    sum(count) FILTER (WHERE type = 'video_5_second_view') AS video_5_second_views,
    sum(count) FILTER (WHERE type = 'video_complete') AS video_complete_views,
    sum(count) FILTER (WHERE type = 'video_first_quartile') AS video_first_quartile_views,
    sum(count) FILTER (WHERE type = 'video_midpoint') AS video_midpoint_views,
    sum(count) FILTER (WHERE type = 'video_third_quartile') AS video_third_quartile_views,
    sum(count) FILTER (WHERE type = 'video_unmute') AS video_unmutes
FROM counted
WHERE ad_product = 'SB'
GROUP BY ALL
