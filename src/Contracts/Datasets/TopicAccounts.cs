namespace Millrace.Contracts.Datasets;

/// <summary>Which AWS account owns the topics of a dataset in a realm (contract, 2.2).</summary>
public static class TopicAccounts
{
    private static readonly Dictionary<(string Dataset, string Realm), string> Known = new()
    {
        [("sp-traffic", "NA")] = "906013806264",
        [("sp-traffic", "EU")] = "668473351658",
        [("sp-traffic", "FE")] = "074266271188",
    };

    /// <summary>The 12 digits, or null where the dataset is not published in the realm.</summary>
    public static string? Find(string dataset, string realm) => Known.GetValueOrDefault((dataset, realm));
}
