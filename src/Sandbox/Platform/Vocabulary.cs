namespace Millrace.Sandbox.Platform;

/// <summary>The words of which the virtual advertisers make their keywords and names.</summary>
internal static class Vocabulary
{
    public static IReadOnlyList<string> Brands { get; } =
    ["Northlight", "Harbour", "Quillfox", "Tarn & Co", "Maple Row", "Bluewick", "Ostrea", "Kiteworks", "Sandpiper", "Ferrous"];

    public static IReadOnlyList<string> Trades { get; } = ["Audio", "Kitchen", "Outdoors", "Home", "Sports", "Toys"];

    private static readonly (string[] Kinds, string[] Things) English = (
        ["wireless", "waterproof", "stainless steel", "kids'", "portable", "large", "cheap", "best"],
        ["headphones", "water bottle", "desk lamp", "yoga mat", "backpack", "phone case", "frying pan", "tent", "puzzle"]
    );

    private static readonly (string[] Kinds, string[] Things) German = (
        ["kabellose", "große", "günstige", "wasserdichte", "kleine", "faltbare"],
        ["kopfhörer", "trinkflasche", "schreibtischlampe", "yogamatte", "bratpfanne", "handyhülle", "rucksäcke"]
    );

    private static readonly (string[] Kinds, string[] Things) Japanese = (
        ["ワイヤレス", "防水", "軽量", "子供用", "大容量"],
        ["ヘッドホン", "水筒", "デスクライト", "ヨガマット", "リュック", "フライパン", "テント"]
    );

    private static readonly (string[] Kinds, string[] Things) Portuguese = (
        ["sem fio", "à prova d'água", "barato", "grande", "infantil"],
        ["fone de ouvido", "garrafa térmica", "luminária", "mochila", "frigideira", "barraca", "quebra-cabeça"]
    );

    public static string Keyword(string country, ref Chance chance)
    {
        var (kinds, things) = country switch
        {
            "DE" => German,
            "JP" => Japanese,
            "BR" => Portuguese,
            _ => English,
        };
        var kind = kinds[chance.Below(kinds.Length)];
        var thing = things[chance.Below(things.Length)];
        return country == "BR" ? $"{thing} {kind}" : $"{kind} {thing}";
    }
}
