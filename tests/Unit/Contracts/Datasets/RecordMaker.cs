using System.Globalization;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Contracts.Datasets;

/// <summary>Random records after a declaration, as JSON texts by field name.</summary>
internal static class RecordMaker
{
    /// <param name="id">The idempotency id.</param>
    /// <param name="isSparse">Leaves out, or nulls, some of what may be absent, and gives some fields by another name.</param>
    public static Dictionary<string, string> Make(DatasetDeclaration dataset, Random random, string id, bool isSparse = false)
    {
        var record = new Dictionary<string, string>();
        foreach (var field in dataset.Fields)
        {
            var fate = isSparse ? random.Next(5) : 0;
            if (field.IsNullable && fate == 1)
            {
                continue;
            }

            var name = fate == 2 && field.OtherNames.Count > 0 ? field.OtherNames[0] : field.Name;
            record[name] = field.IsNullable && fate == 3 ? "null" : Value(dataset, field, random, id);
        }

        return record;
    }

    public static string Json(IEnumerable<KeyValuePair<string, string>> record) =>
        "{" + string.Join(',', record.Select(field => $"\"{field.Key}\":{field.Value}")) + "}";

    private static string Value(DatasetDeclaration dataset, DatasetField field, Random random, string id) =>
        field.Type switch
        {
            FieldType.Long => random.Next(-5, 2000).ToString(CultureInfo.InvariantCulture),
            FieldType.Money => (random.Next(-9_000_000, 90_000_000) / 1_000_000m).ToString(
                "0.0#####",
                CultureInfo.InvariantCulture
            ),
            FieldType.WindowStart => $"\"2026-0{random.Next(1, 9)}-1{random.Next(9)}T{random.Next(24):D2}:00:00+05:30\"",
            _ => field.Name switch
            {
                "idempotency_id" => $"\"{id}\"",
                "dataset_id" => $"\"{dataset.Id}\"",
                _ => $"\"{field.Name} {random.Next(3)}\"",
            },
        };
}
