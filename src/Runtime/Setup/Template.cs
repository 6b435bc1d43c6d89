using System.Text.Json.Nodes;

namespace Millrace.Runtime.Setup;

/// <summary>Pieces of a template of CloudFormation, in the long form that is plain YAML.</summary>
internal static class Template
{
    public static JsonObject Arn(string resource) => new() { ["Fn::GetAtt"] = new JsonArray(resource, "Arn") };

    public static JsonObject Output(JsonNode value) => new() { ["Value"] = value };

    /// <summary>A role with one policy, or none.</summary>
    public static JsonObject Role(string? name, JsonObject trust, JsonObject? policy)
    {
        var properties = new JsonObject();
        if (name is not null)
        {
            properties["RoleName"] = name;
        }

        properties["AssumeRolePolicyDocument"] = trust;
        if (policy is not null)
        {
            properties["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "millrace", ["PolicyDocument"] = policy });
        }

        return new() { ["Type"] = "AWS::IAM::Role", ["Properties"] = properties };
    }
}
