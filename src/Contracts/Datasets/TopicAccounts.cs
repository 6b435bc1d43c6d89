namespace Millrace.Contracts.Datasets;

/// <summary>Which AWS account owns the topics of a dataset in a realm (contract, 2.2).</summary>
public static class TopicAccounts
{
    private static readonly Dictionary<string, (string Na, string Eu, string Fe)> Known = new(StringComparer.Ordinal)
    {
        ["sp-traffic"] = ("906013806264", "668473351658", "074266271188"),
        ["sp-conversion"] = ("802324068763", "562877083794", "622939981599"),
        ["sd-traffic"] = ("370941301809", "947153514089", "310605068565"),
        ["sd-conversion"] = ("877712924581", "664093967423", "818973306977"),
        ["sb-traffic"] = ("709476672186", "623198756881", "485899199471"),
        ["sb-conversion"] = ("154357381721", "195770945541", "112347756703"),
        ["sb-clickstream"] = ("091028706140", "219513501272", "632322331982"),
        ["sb-rich-media"] = ("010312603579", "662188760626", "618223300352"),
        ["adsp-traffic"] = ("192826442293", "738976022360", "115810253223"),
        ["adsp-conversion"] = ("561176707666", "238549931437", "063613587323"),
        ["adsp-clickstream"] = ("740036912861", "475804811800", "201394813667"),
        ["adsp-rich-media"] = ("718926279583", "047120534722", "886046350753"),
        ["budget-usage"] = ("055588217351", "675750596317", "100899330244"),
        ["campaigns"] = ("570159413969", "834862128520", "527383333093"),
        ["adgroups"] = ("118846437111", "130948361130", "668585072850"),
        ["ads"] = ("305370293182", "648558082147", "802070757281"),
        ["targets"] = ("644124924521", "503759481754", "248074939493"),
        ["adsp-campaigns"] = ("153247821255", "599052634802", "216875695489"),
        ["adsp-campaign-flights"] = ("700228448367", "633559263003", "451213518288"),
        ["adsp-adgroups"] = ("222778752755", "682324742468", "360850786875"),
        ["adsp-adgroup-targets"] = ("419834811630", "764057072099", "178122609971"),
    };

    /// <summary>The 12 digits, or null where the dataset has no topics in the realm.</summary>
    public static string? Find(string dataset, string realm) =>
        !Known.TryGetValue(dataset, out var accounts) ? null
        : realm == "NA" ? accounts.Na
        : realm == "EU" ? accounts.Eu
        : realm == "FE" ? accounts.Fe
        : null;
}
